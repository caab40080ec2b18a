import type { Strike } from './fault.ts';

/** A service that comes up while the registry is away must come up all the same. */
export const startWithoutRegistry: Strike<'start-without-registry'> = async ({ service }, { processes }) => {
  await processes.untilUp(['registry', service]);
  processes.hold('registry');
  await processes.strike(['registry', service], 'SIGKILL');
  return () => {
    processes.letGo('registry');
    return Promise.resolve(undefined);
  };
};
