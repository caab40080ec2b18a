import type { RowTable } from '@tidemark/event-store';
import type { OrderViewRow } from '@tidemark/order-domain';

/** What inventory's catalog says about a product, copied from its row changes. */
export interface ProductPrice {
  readonly sku: string;
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly currency: string;
  /** A deleted product keeps its row as a marker, so that an older change that comes again does not bring it back. */
  readonly deleted: boolean;
  /** Twice the product's own version, and one more once it is deleted: the deletion is newer than what it deleted. */
  readonly version: number;
}

export const productPrices: RowTable<ProductPrice> = {
  name: 'product_price',
  key: 'sku',
  properties: ['sku', 'name', 'unitPriceMinor', 'currency', 'deleted', 'version'],
  onConflict: 'replaceOlder',
};

/** The first version of the order view. A changed view gets a table and a group of its own, and is built beside this one. */
export const orderViewTableV1: RowTable<OrderViewRow> = {
  name: 'order_view_v1',
  key: 'orderId',
  properties: [
    'orderId',
    'customerId',
    'status',
    'lines',
    'totalMinor',
    'currency',
    'cancelReason',
    'trackingCode',
    'placedAt',
    'updatedAt',
    'version',
  ],
  times: ['placedAt', 'updatedAt'],
  onConflict: 'replaceOlder',
};

/** What HTTP reads: a pointer to the version of the view that is complete. */
export const orderViewPointer: RowTable<OrderViewRow> = { ...orderViewTableV1, name: 'order_view' };

/** Why an operator did what the journal's row of the same message says. */
export interface FulfillmentOperation {
  readonly messageId: string;
  readonly orderId: string;
  readonly input: string;
  /** The undo that was settled outside, where one was. */
  readonly answer: string | null;
  readonly reason: string;
  readonly actor: string;
  readonly at: string;
}

/** Only ever added to: the service may neither change nor delete a row. */
export const fulfillmentOperations: RowTable<FulfillmentOperation> = {
  name: 'fulfillment_operation',
  key: 'messageId',
  properties: ['messageId', 'orderId', 'input', 'answer', 'reason', 'actor', 'at'],
  times: ['at'],
  onConflict: 'keep',
};
