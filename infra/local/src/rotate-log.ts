import { renameSync, statSync } from 'node:fs';

const LARGE = 10 * 1024 * 1024;

/** Keeps one older log beside a new one, so that logs never fill the disk however often the stack is started. */
export function rotateLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGE) renameSync(path, `${path}.1`);
}
