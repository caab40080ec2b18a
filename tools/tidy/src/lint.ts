import { createProjectGraphAsync } from '@nx/devkit';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './repository.ts';

/**
 * Lints the whole repository in one process, after drawing the project graph anew.
 *
 * The boundary rule reads the graph from a cache and switches itself off, with a mere warning, when there is none:
 * so the graph comes first, always.
 */
process.chdir(root);
process.env['NX_DAEMON'] = 'false';
await createProjectGraphAsync({ exitOnError: false });

const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
const args = process.argv.slice(2);
const targets = args.some((arg) => !arg.startsWith('-')) ? [] : ['.'];
process.argv = [process.execPath, eslint, ...targets, ...args];
await import(pathToFileURL(eslint).href);
