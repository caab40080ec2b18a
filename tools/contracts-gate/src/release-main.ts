import { speakers } from './audience.ts';
import { contractsFolder } from './places.ts';
import { releaseAgain } from './release-again.ts';
import { committedIn, releaseRequestOf } from './release-request.ts';
import { release, ReleaseRefused } from './release.ts';

try {
  const { again, why } = releaseRequestOf(process.argv.slice(2));
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  const by = await speakers();
  const { files, line } = again
    ? releaseAgain(contractsFolder, by, why, today, committedIn(contractsFolder))
    : release(contractsFolder, by, why, today);
  for (const file of files) console.log(`froze contracts/${file}`);
  console.log(`contracts/CHANGELOG.md has: ${line}`);
} catch (error) {
  if (!(error instanceof ReleaseRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
