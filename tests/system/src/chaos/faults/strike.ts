import type { Fault } from '../schedule.ts';
import type { World } from '../world.ts';
import { crashAtPoint } from './crash-point.ts';
import { duplicates } from './duplicates.ts';
import type { Expectations, Heal } from './fault.ts';
import { freeze } from './freeze.ts';
import { kill } from './kill.ts';
import { killEverything } from './kill-everything.ts';
import { poison } from './poison.ts';
import { provider } from './provider.ts';
import { replay } from './replay.ts';
import { slotDropped } from './slot-dropped.ts';
import { startWithoutRegistry } from './start-without-registry.ts';
import { unlawful } from './unlawful.ts';
import { harmWire } from './wires.ts';

/** Each kind of fault has a file; this is where they are told apart. */
export const strike = (fault: Fault, world: World, expectations: Expectations): Promise<Heal> => {
  switch (fault.kind) {
    case 'kill':
      return kill(fault, world, expectations);
    case 'kill-everything':
      return killEverything(fault, world, expectations);
    case 'freeze':
      return freeze(fault, world, expectations);
    case 'start-without-registry':
      return startWithoutRegistry(fault, world, expectations);
    case 'crash-point':
      return crashAtPoint(fault, world, expectations);
    case 'cut':
    case 'one-way':
    case 'slow':
    case 'reset':
      return harmWire(fault, world, expectations);
    case 'provider':
      return provider(fault, world, expectations);
    case 'duplicates':
      return duplicates(fault, world, expectations);
    case 'replay':
      return replay(fault, world, expectations);
    case 'poison':
      return poison(fault, world, expectations);
    case 'unlawful':
      return unlawful(fault, world, expectations);
    case 'slot-dropped':
      return slotDropped(fault, world, expectations);
  }
};
