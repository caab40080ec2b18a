import type { InventoryCommand } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { each, integer, text, uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const lines = [
  { sku: 'lamp', quantity: 2 },
  { sku: 'desk', quantity: 1 },
];

/** A release reads of its lines which streams it needs; what it gives back is what was held. */
export const commandNeeds: Needs<InventoryCommand> = {
  ReserveStock: {
    from: 'order',
    reads: { orderId: uuid, lines: each({ sku: text, quantity: integer }) },
    examples: [{ orderId, lines }],
  },
  ReleaseStock: { from: 'order', reads: { orderId: uuid, lines: each({ sku: text }) }, examples: [{ orderId, lines }] },
};
