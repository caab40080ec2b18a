// Cuts the compiler out of the lock file, with its exact versions and hashes, so that an image can be built without the
// packages that only tests and checks need: compiler-lock.mjs <package-lock.json> <folder to write to>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NEEDED = ['typescript', '@types/node', 'undici-types'];

const [lockFile, folder] = process.argv.slice(2);
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const entries = NEEDED.map((name) => [`node_modules/${name}`, lock.packages[`node_modules/${name}`]]);
const missing = entries.find(([, entry]) => entry === undefined);
if (missing !== undefined) throw new Error(`${missing[0]} is not in ${lockFile}.`);

const root = { name: 'compiler', version: '0.0.0', dependencies: {} };
for (const [path, { version }] of entries) root.dependencies[path.slice('node_modules/'.length)] = version;
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
writeFileSync(
  join(folder, 'package-lock.json'),
  JSON.stringify({
    ...root,
    lockfileVersion: lock.lockfileVersion,
    packages: { '': root, ...Object.fromEntries(entries) },
  }),
);
