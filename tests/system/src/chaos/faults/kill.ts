import type { World } from '../world.ts';
import type { Strike } from './fault.ts';

/** As when the power goes: the process and all its children, with nothing flushed or said. */
export const kill: Strike<'kill', Pick<World, 'processes'>> = async ({ target }, { processes }) => {
  await processes.untilUp([target]);
  processes.hold(target);
  await processes.strike([target], 'SIGKILL');
  return () => {
    processes.letGo(target);
    return Promise.resolve(undefined);
  };
};
