/** Where a test may have this process die: the moments after which somebody else has to know what was done. */
export const crashPoints = [
  'after-fetch',
  'after-begin',
  'commit-in-flight',
  'after-commit',
  'after-call',
  'between-undos',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

interface Armed {
  readonly point: CrashPoint;
  passesLeft: number;
}

/**
 * Reads `TIDEMARK_CRASH_AT=<point>#<pass>@<pid>`: die when the point is passed for the pass-th time, if <pid> is the parent.
 *
 * The variable names the very process that wants the death. So one that was forgotten in a shell, a unit file or a
 * container arms nothing: the parent there is another, and process 1 is never believed.
 */
export const armedBy = (text: string | undefined, parentPid: number): Armed | undefined => {
  const [, point, pass, pid] = /^([a-z-]+)#([1-9]\d{0,6})@([1-9]\d{0,9})$/u.exec(text ?? '') ?? [];
  const known = crashPoints.find((name) => name === point);
  if (known === undefined || parentPid <= 1 || Number(pid) !== parentPid) return undefined;
  return { point: known, passesLeft: Number(pass) };
};

const armed = armedBy(process.env['TIDEMARK_CRASH_AT'], process.ppid);

/** Ends this process here and now, as `kill -9` does, where a test has armed it; else this is one comparison. */
export const crashPoint = (point: CrashPoint): void => {
  if (armed?.point !== point) return;
  armed.passesLeft -= 1;
  if (armed.passesLeft === 0) process.kill(process.pid, 'SIGKILL');
};
