import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { holdsWithin } from './poll.ts';
import { FORGOTTEN, forgetOrphan } from './throwaway-data.ts';

/** A launcher that the dead process had started needs its seventeen seconds, and on a busy machine some more. */
const LAUNCHER_LIMIT_MS = 60_000;

/**
 * The guard of throw-away data: waits until standard input ends, which is when the owner ends, and then forgets the folder
 * named by the argument, unless the owner's last word was that it has already done so.
 */
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Name the folder to forget.');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const told = await text(process.stdin);
if (told !== FORGOTTEN) await holdsWithin(LAUNCHER_LIMIT_MS, () => !existsSync(folder) || forgetOrphan(folder), 200);
