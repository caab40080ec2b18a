import { speakers } from './audience.ts';
import { contractsFolder } from './places.ts';
import { release, ReleaseRefused } from './release.ts';

try {
  const why = process.argv.slice(2).join(' ');
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  const { files, line } = release(contractsFolder, await speakers(), why, today);
  for (const file of files) console.log(`froze contracts/${file}`);
  console.log(`contracts/CHANGELOG.md has: ${line}`);
} catch (error) {
  if (!(error instanceof ReleaseRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
