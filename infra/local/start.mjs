// The entry of `npm start`. Plain JavaScript without imports from npm, because nothing may be installed yet:
// checks Node, installs packages when they are missing or stale, and hands over to start.ts under Node 24.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const clone = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OLDEST_NODE = [20, 0];
const OLDEST_NODE_TO_RUN = [24, 11];

if (!atLeast(process.versions.node, OLDEST_NODE)) {
  fail(
    `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE[0]} or later, then run "npm start" again.`,
  );
}
if (!packagesMatchLock()) await installPackages();
await handOver(nodeToRun());

function atLeast(version, [major, minor]) {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** True when every package of the lock file is installed in that version; optional ones may be missing. */
function packagesMatchLock() {
  const wanted = packagesOf(join(clone, 'package-lock.json'));
  const installed = packagesOf(join(clone, 'node_modules', '.package-lock.json'));
  if (!wanted) fail('package-lock.json is missing or unreadable: get it back with "git checkout package-lock.json".');
  if (!installed) return false;
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional }]) => {
    if (link || !path.includes('node_modules/')) return true;
    const found = installed[path]?.version;
    return found === version || (found === undefined && Boolean(optional || devOptional));
  });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Runs npm ci, telling how long it has been at it; npm's own words are shown only when it fails. */
async function installPackages() {
  const began = Date.now();
  const tty = process.stdout.isTTY === true;
  const line = () => `  packages       installing, ${Math.round((Date.now() - began) / 1000)} s (once, about a minute)`;
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const words = [];
  const child = spawn(command, [...first, 'ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk) => words.push(chunk));
  child.stderr.on('data', (chunk) => words.push(chunk));
  console.log(line());
  const clock = setInterval(() => process.stdout.write(tty ? `\r${line()}` : `${line()}\n`), tty ? 1000 : 10_000);
  const code = await ending(child);
  clearInterval(clock);
  if (tty) process.stdout.write('\n');
  if (code === 0) return console.log(`  packages       ready after ${Math.round((Date.now() - began) / 1000)} s`);
  process.stderr.write(Buffer.concat(words));
  fail('The packages could not be installed: check the network and what npm says above, then run "npm start" again.');
}

/** The Node that came with the packages; where there is none, this one, if it is new enough. */
function nodeToRun() {
  const bundled = join(clone, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  if (atLeast(process.versions.node, OLDEST_NODE_TO_RUN)) return process.execPath;
  fail(
    `On ${process.platform} ${process.arch} Tidemark needs Node ${OLDEST_NODE_TO_RUN.join('.')} or later: install it, then run "npm start" again.`,
  );
}

/** The launcher gets every signal; this process only waits for it, so that nothing ends before the launcher has stopped everything. */
async function handOver(node) {
  const script = join(clone, 'infra', 'local', 'src', 'start.ts');
  const child = spawn(node, ['--conditions=@tidemark/source', script, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes a signal to its shell alone, which dies of it without telling us.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 300);
  if (!process.env.npm_lifecycle_event) clearInterval(watch);
  process.exitCode = await ending(child);
  clearInterval(watch);
}

function ending(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
