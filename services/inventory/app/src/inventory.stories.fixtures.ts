import type { InventoryCommand } from '@tidemark/contracts';
import type { Bench } from '@tidemark/pacts';
import { commands } from './kafka/commands.consumer.ts';
import { shelves } from './persistence/streams.ts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const lines = [
  { sku: 'lamp', quantity: 2 },
  { sku: 'desk', quantity: 1 },
];

export const reserve: InventoryCommand = { type: 'ReserveStock', orderId, lines };
export const release: InventoryCommand = { type: 'ReleaseStock', orderId, lines };

/** So many pieces of each product come into the warehouse. */
export const receive = async (bench: Bench, quantity: number): Promise<void> => {
  for (const { sku } of lines) {
    const received = { type: 'ReceiveStock', sku, quantity } as const;
    await bench.execute(shelves.reads(received), (unit) => unit.decide(shelves, received));
  }
};

export const hear = async (bench: Bench, ...heard: readonly InventoryCommand[]): Promise<void> => {
  for (const command of heard) await bench.hear(commands, command);
};
