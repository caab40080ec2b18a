import type { Heal } from '../faults/fault.ts';
import { freeze } from '../faults/freeze.ts';
import { kill } from '../faults/kill.ts';
import { killEverything } from '../faults/kill-everything.ts';
import { provider } from '../faults/provider.ts';
import { harmWire } from '../faults/wires.ts';
import type { Fault } from '../schedule.ts';
import type { World } from '../world.ts';

/** What of a world the naive chain has: processes, connections and the same provider. */
export type ChainWorld = Pick<World, 'shop' | 'processes' | 'wire' | 'wires'> & {
  readonly system: { readonly urls: Readonly<Record<string, string>> };
};

const NOT_IN_THE_CHAIN = new Set(['kafka', 'connect', 'registry', 'watchdog']);

/**
 * How a fault strikes the naive chain. Undefined for one that it has no place for: it has no topics, no broker, no log that
 * is read, no registry, and no points at which it can be told to die.
 */
export const chainStrikeOf = (fault: Fault): ((world: ChainWorld) => Promise<Heal>) | undefined => {
  switch (fault.kind) {
    case 'kill':
      return NOT_IN_THE_CHAIN.has(fault.target) ? undefined : (world) => kill(fault, world, nothingExpected);
    case 'freeze':
      return NOT_IN_THE_CHAIN.has(fault.target) ? undefined : (world) => freeze(fault, world, nothingExpected);
    case 'kill-everything':
      return (world) => killEverything(fault, world, nothingExpected);
    case 'provider':
      return (world) => provider(fault, world, nothingExpected);
    case 'cut':
    case 'one-way':
    case 'slow':
    case 'reset':
      return [fault.client, fault.server].some((end) => NOT_IN_THE_CHAIN.has(end))
        ? undefined
        : (world) => harmWire(fault, world, nothingExpected);
    case 'start-without-registry':
    case 'crash-point':
    case 'duplicates':
    case 'replay':
    case 'poison':
    case 'unlawful':
    case 'slot-dropped':
      return undefined;
  }
};

const nothingExpected = { poisoned: () => undefined };
