import { identityOf, isRunning } from '@tidemark/local';
import type { Strike } from './fault.ts';

/** Restarts the service armed, as an operator does a rolling restart; it then dies by itself where it was told to. */
export const crashAtPoint: Strike<'crash-point'> = async ({ service, point, pass }, { processes, arm }) => {
  arm(service, { point, pass });
  await processes.end(service);
  const deadline = performance.now() + 20_000;
  let pid = processes.pidOf(service);
  while (pid === undefined && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    pid = processes.pidOf(service);
  }
  const armed = pid === undefined ? undefined : identityOf(pid);
  // The one that is started after its death lives.
  arm(service, undefined);
  return async () => {
    if (armed === undefined || !isRunning(armed)) return undefined;
    // Not enough came by. It must not die in the next run instead.
    await processes.end(service);
    return `${service} did not pass ${point} ${pass} times`;
  };
};
