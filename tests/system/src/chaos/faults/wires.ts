import type { WireFault } from '../wire.ts';
import type { World } from '../world.ts';
import type { FaultOf, Heal, Strike } from './fault.ts';

const onWire = (
  { client, server }: { readonly client: string; readonly server: string },
  world: Pick<World, 'wire'>,
  fault: WireFault,
): Promise<Heal> => {
  const wire = world.wire(client, server);
  wire.strike(fault);
  return Promise.resolve(() => {
    wire.heal();
    return Promise.resolve(undefined);
  });
};

/** What happens to the connections between two processes, by the proxy that stands there. */
export const harmWire: Strike<'cut' | 'one-way' | 'slow' | 'reset', Pick<World, 'wire'>> = (
  fault: FaultOf<'cut' | 'one-way' | 'slow' | 'reset'>,
  world,
) => onWire(fault, world, fault);
