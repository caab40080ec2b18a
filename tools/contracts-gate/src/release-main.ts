import { execFileSync } from 'node:child_process';
import { speakers } from './audience.ts';
import { contractsFolder } from './places.ts';
import { releaseAgain } from './release-again.ts';
import type { IsCommitted } from './release-again.ts';
import { release, ReleaseRefused } from './release.ts';

const AGAIN = '--again';

/** On any branch, not on this one alone. */
const isCommitted: IsCommitted = (path) => {
  const command = ['rev-list', '--all', '--max-count=1', '--', path];
  return execFileSync('git', command, { cwd: contractsFolder, encoding: 'utf8' }) !== '';
};

try {
  const args = process.argv.slice(2);
  const why = args.filter((arg) => arg !== AGAIN).join(' ');
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  const by = await speakers();
  const { files, line } = args.includes(AGAIN)
    ? releaseAgain(contractsFolder, by, why, today, isCommitted)
    : release(contractsFolder, by, why, today);
  for (const file of files) console.log(`froze contracts/${file}`);
  console.log(`contracts/CHANGELOG.md has: ${line}`);
} catch (error) {
  if (!(error instanceof ReleaseRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
