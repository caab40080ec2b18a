import type { World } from '../world.ts';
import type { Strike } from './fault.ts';

/** The mail server keeps its mails in memory: what it forgot could not be held against anybody. */
const SPARED = 'mail-catcher';

/** The machine goes down: parts, services and the provider in one moment. */
export const killEverything: Strike<'kill-everything', Pick<World, 'processes'>> = async (_fault, { processes }) => {
  const names = processes.names.filter((name) => name !== SPARED);
  for (const name of names) processes.hold(name);
  await processes.strike(names, 'SIGKILL');
  return () => {
    for (const name of names) processes.letGo(name);
    return Promise.resolve(undefined);
  };
};
