import { speakers } from './audience.ts';
import { lineOfFinding } from './finding.ts';
import { checkContracts } from './gate.ts';
import { contractsFolder } from './places.ts';
import { changedSinceRelease } from './unreleased.ts';

const verdict = checkContracts(contractsFolder, await speakers());
const { findings, neverReleased, messages, drafts, released } = verdict;
for (const finding of [...findings, ...neverReleased]) console.error(lineOfFinding(finding));
if (findings.length + neverReleased.length > 0) {
  process.exitCode = 1;
} else {
  const seconds = (performance.now() / 1_000).toFixed(1);
  console.log(`${messages} messages and ${released.length} released schemas read each other (${seconds} s).`);
  for (const sentence of changedSinceRelease(verdict)) console.log(sentence);
  if (drafts.length > 0) console.log(`Drafts, which nobody can say or hear yet: ${drafts.join(', ')}.`);
}
