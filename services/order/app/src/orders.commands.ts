import type { Unit } from '@tidemark/event-store';
import { lookUp } from '@tidemark/event-store';
import type { CatalogPrice, FulfillmentDefinition } from '@tidemark/order-domain';
import type { Answer, CommandUnit } from '@tidemark/platform';
import { react, readsOf } from '@tidemark/process';
import { placementRefusalOf, refusalOf } from './http/refusals.ts';
import type { PlaceOrderRequest } from './http/requests.ts';
import { fulfillments, orders, orderStream } from './persistence/streams.ts';
import { productPrices } from './persistence/tables.ts';

/** Prices the lines from the catalog's copy, places the order and starts its fulfillment, all in one transaction. */
export const placeOrder = (
  orderId: string,
  request: PlaceOrderRequest,
  definition: FulfillmentDefinition,
): CommandUnit => ({
  reads: [...readsOf(fulfillments, orderId), ...request.lines.map(({ sku }) => lookUp(productPrices, sku))],
  handle: (unit) => {
    const prices = pricesOf(unit, request);
    const decision = unit.decide(orders, { type: 'PlaceOrder', orderId, ...request, prices });
    if (decision.kind === 'rejected') return placementRefusalOf(decision.rejection, { ...request, prices });
    const [placed] = decision.kind === 'accepted' ? decision.facts : [];
    if (placed?.type === 'OrderPlaced') react(unit, fulfillments, orderId, { ...placed, definition });
    return accepted(unit, orderId);
  },
});

/** Hands the customer's wish to the fulfillment, which alone knows whether it can still be met. */
export const cancelOrder = (orderId: string, reason: string | null): CommandUnit => ({
  reads: readsOf(fulfillments, orderId),
  handle: (unit) => {
    const reaction = react(unit, fulfillments, orderId, { type: 'CancelRequested', reason });
    return reaction.kind === 'rejected' ? refusalOf(reaction.rejection, orderId) : accepted(unit, orderId);
  },
});

const pricesOf = (unit: Unit, { lines }: PlaceOrderRequest): ReadonlyMap<string, CatalogPrice> => {
  const prices = new Map<string, CatalogPrice>();
  for (const { sku } of lines) {
    const price = unit.row(productPrices, sku);
    if (price !== undefined && !price.deleted) prices.set(sku, price);
  }
  return prices;
};

const accepted = (unit: Unit, orderId: string): Answer => {
  const version = unit.version(orderStream, orderId);
  return {
    status: 202,
    headers: { location: `/orders/${orderId}`, etag: `"${String(version)}"` },
    body: { orderId, version },
  };
};
