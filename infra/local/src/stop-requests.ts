export interface StopRequests {
  /** Aborted at the first request. */
  readonly signal: AbortSignal;
  /** Resolves at the first request. */
  readonly first: Promise<undefined>;
  /** Stops listening, so that the process can end by itself. */
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns signals into one request to stop. Later ones change nothing: the terminal and the parent process may both send
 * the same Ctrl-C, and stopping keeps its own time limit.
 *
 * A parent that died without a signal counts as a request too: nobody is left who could stop us.
 */
export function stopRequests(parentPid = process.ppid, everyMs = 500): StopRequests {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const request = (): void => {
    controller.abort();
    resolve(undefined);
  };
  for (const signal of signals) process.on(signal, request);
  const watch = setInterval(() => {
    if (process.ppid !== parentPid) request();
  }, everyMs);
  return {
    signal: controller.signal,
    first: promise,
    release: () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, request);
    },
  };
}
