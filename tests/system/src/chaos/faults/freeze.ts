import type { World } from '../world.ts';
import type { Strike } from './fault.ts';

/** A pause longer than the others' patience: what was its own is given away, and it wakes up believing that it is not. */
export const freeze: Strike<'freeze', Pick<World, 'processes'>> = async ({ target }, { processes }) => {
  await processes.untilUp([target]);
  const struck = await processes.strike([target], 'SIGSTOP');
  return () => {
    processes.wake(struck);
    return Promise.resolve(undefined);
  };
};
