import { eventually, holdsWithin, isRunning } from '@tidemark/local';
import type { Strike } from './fault.ts';
import { NotPlayed, STRIKES_WITHIN_MS } from './fault.ts';

/** Restarts the service armed, as an operator does a rolling restart; it then dies by itself where it was told to. */
export const crashAtPoint: Strike<'crash-point'> = async ({ service, point, pass }, { shop, processes, arm }) => {
  arm(service, { point, pass });
  await processes.end(service);
  const armed = await eventually(
    `${service} to be started again, armed`,
    () => Promise.resolve(processes.identityOf(service)),
    STRIKES_WITHIN_MS,
  );
  // The one that is started after its death lives.
  arm(service, undefined);
  // Its time begins when it can come to its point, however slow its start.
  await holdsWithin(STRIKES_WITHIN_MS, async () => !isRunning(armed) || (await shop.get(service, '/health/ready')).ok);
  const heal = async (): Promise<undefined> => {
    const isAlive = isRunning(armed);
    // Not enough came by. It must not die in the next run instead.
    if (isAlive) await processes.end(service);
    if (isAlive || processes.wasStruck(armed)) throw new NotPlayed(`${service} did not pass ${point} ${pass} times`);
  };
  return Object.assign(heal, { isOver: () => !isRunning(armed) });
};
