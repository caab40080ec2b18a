// Runs a program under the Node that this repository pins, whatever Node the shell has.
//
//   node tools/tidy/node24.mjs <name of a bin in node_modules | path of a .ts or .mjs file> [arguments]
//
// Plain JavaScript, because it must run on the oldest Node we accept, before anything else is known to work.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const [program, ...args] = process.argv.slice(2);

if (program === undefined) fail('Name a program to run, as in: node tools/tidy/node24.mjs eslint .');
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) fail('Packages are missing. Run: npm ci');

const node = pinnedNode();
const child = spawn(node, ['--conditions=@tidemark/source', entryOf(program), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: dirname(node) + delimiter + (process.env['PATH'] ?? '') },
});

// A terminal sends Ctrl-C to the whole group: the child decides how to end, and we end with its code.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

function pinnedNode() {
  const bundled = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 11)) return process.execPath;
  return fail(`No Node is bundled for ${process.platform} ${process.arch}. Install Node 24.11 or later.`);
}

function entryOf(name) {
  const entry = /\.(ts|mjs)$/.test(name) ? join(root, name) : join(root, 'node_modules', '.bin', name);
  if (!existsSync(entry)) return fail(`There is no ${entry}.`);
  return realpathSync(entry);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
