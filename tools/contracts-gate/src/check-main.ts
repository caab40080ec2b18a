import { join } from 'node:path';
import { readContracts } from '@tidemark/contracts-codegen/reading';
import { speakers } from './audience.ts';
import { lineOfFinding } from './finding.ts';
import { checkContracts } from './gate.ts';
import { contractsFolder } from './places.ts';
import { unreleased } from './release.ts';

const { findings, messages, drafts, released } = checkContracts(contractsFolder, await speakers());
for (const finding of findings) console.error(lineOfFinding(finding));
if (findings.length > 0) {
  process.exitCode = 1;
} else {
  const seconds = (performance.now() / 1_000).toFixed(1);
  console.log(`${messages} messages and ${released.length} released schemas read each other (${seconds} s).`);
  const changed = unreleased(readContracts(join(contractsFolder, 'avro')), released);
  if (changed.length > 0) {
    const names = changed.map(({ owner, record }) => `${owner}.${record.name}`).join(', ');
    console.log(`Not released yet: ${names}. Release them by: npm run contracts:release -- "Why."`);
  }
  if (drafts.length > 0) console.log(`Drafts, which nobody can say or hear yet: ${drafts.join(', ')}.`);
}
