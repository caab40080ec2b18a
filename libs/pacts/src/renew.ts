import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Writes every committed pact anew, from the needs that stand beside the consumers. */
const root = join(import.meta.dirname, '..', '..', '..');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    ...['run', '--project', 'contract', '--testNamePattern', 'is committed as it is needed now', '--reporter', 'dot'],
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TIDEMARK_PACTS: 'write' } },
);
process.exitCode = status ?? 1;
