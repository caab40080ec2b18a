import { lookUp } from '@tidemark/event-store';
import type { CorrectCount, ReceiveStock } from '@tidemark/inventory-domain';
import type { CommandUnit } from '@tidemark/platform';
import { refusalOf } from './http/refusals.ts';
import { shelves, stockStream } from './persistence/streams.ts';
import { products } from './persistence/tables.ts';
import { readingOf } from './stock.queries.ts';

/** Books pieces of a product that is known; a receipt counts once per Idempotency-Key. */
export const changeStock = (command: ReceiveStock | CorrectCount): CommandUnit => ({
  reads: [lookUp(products, command.sku), ...shelves.reads(command)],
  handle: (unit) => {
    const { sku } = command;
    if (unit.row(products, sku) === undefined) return refusalOf({ code: 'PRODUCT_UNKNOWN', sku });
    const decision = unit.decide(shelves, command);
    if (decision.kind === 'rejected') return refusalOf({ ...decision.rejection, sku });
    return { status: 200, body: readingOf(sku, unit.state(stockStream, sku)) };
  },
});
