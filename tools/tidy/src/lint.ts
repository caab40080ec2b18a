import { createProjectGraphAsync } from '@nx/devkit';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './repository.ts';

/**
 * Lints the whole repository in one process, after drawing the project graph anew.
 *
 * The boundary rule reads the graph from a cache and switches itself off, with a mere warning, when there is none:
 * so the graph comes first, always.
 */
process.env['NX_DAEMON'] = 'false';
await createProjectGraphAsync({ exitOnError: false });

const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
const args = process.argv.slice(2);
const targets = args.some((arg) => !arg.startsWith('-')) ? [] : ['.'];
const { status } = spawnSync(process.execPath, [eslint, ...targets, ...args], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
