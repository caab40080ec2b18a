import type { Reservation } from '@tidemark/inventory-domain';
import { shelvesOf, stockOf } from '@tidemark/inventory-domain';
import type { OrderViewRow, PlacedOrder } from '@tidemark/order-domain';
import { orderView } from '@tidemark/order-domain';
import type { Shipment } from '@tidemark/shipping-domain';
import { isDeepStrictEqual } from 'node:util';
import type { House } from './house.ts';
import type { Inventory } from './inventory.ts';
import { EPOCH } from './order-views.ts';
import type { OrderViews } from './order-views.ts';
import { messagesBetween } from './orders.ts';
import type { Orders } from './orders.ts';
import type { Payments } from './payments.ts';
import type { Provider } from './provider.ts';
import type { Scenario } from './scenario.ts';
import type { Shipping } from './shipping.ts';
import { Wrong } from './wrong.ts';

/** Everyone's state, once all is at rest. */
export interface Parts {
  readonly house: House;
  readonly scenario: Scenario;
  readonly orders: Orders;
  readonly views: OrderViews;
  readonly inventory: Inventory;
  readonly payments: Payments;
  readonly provider: Provider;
  readonly shipping: Shipping;
}

/** Where an order came to. */
export type End = 'Confirmed' | 'Dispatched' | 'Delivered' | 'Canceled';

/** The end of each order. Throws {@link Wrong} for the first thing that does not agree with it. */
export const checkedEnds = (parts: Parts): readonly End[] => {
  for (const sku of parts.scenario.skus) checkStock(parts, sku);
  return parts.scenario.orderIds.map((orderId) => {
    const order = placed(parts, orderId);
    const end = endOf(order);
    checkMoney(parts, order, end);
    checkParts(parts, orderId, end);
    checkUndoneOnce(parts, orderId);
    checkView(parts, orderId);
    return end;
  });
};

const placed = ({ orders }: Parts, orderId: string): PlacedOrder => {
  const { order } = orders.of(orderId);
  if (order.status === 'Unplaced') throw new Wrong('I3 one end', `${orderId} was never placed.`);
  return order;
};

const endOf = ({ orderId, status }: PlacedOrder): End => {
  if (status === 'Placed' || status === 'CancellationRequested') {
    throw new Wrong('I3 one end', `${orderId} rests at ${status}, which is no end.`);
  }
  return status;
};

const checkStock = ({ inventory, scenario }: Parts, sku: string): void => {
  const { onHand, reserved, shipped } = stockOf(inventory.warehouse, sku);
  const broughtIn = inventory.broughtIn.get(sku) ?? 0;
  const reservations = scenario.orderIds.map((orderId) => shelvesOf(inventory.warehouse, orderId).reservation);
  const held = sumOf(reservations.map((reservation) => (isHeld(reservation) ? piecesOf(reservation, sku) : 0)));
  const left = sumOf(reservations.map((reservation) => (reservation.shipped ? piecesOf(reservation, sku) : 0)));
  const says = `Of ${sku}, ${onHand} are on hand, ${reserved} reserved, ${shipped} shipped`;
  if (onHand + shipped !== broughtIn) throw new Wrong('I1 stock', `${says}; but ${broughtIn} were brought in.`);
  if (reserved !== held) throw new Wrong('I1 stock', `${says}; but orders hold ${held}.`);
  if (shipped !== left) throw new Wrong('I1 stock', `${says}; but ${left} left for orders.`);
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const isHeld = ({ answer, released, shipped }: Reservation): boolean =>
  answer?.type === 'ReservationMade' && !released && !shipped;

const piecesOf = ({ answer }: Reservation, sku: string): number =>
  answer?.type === 'ReservationMade'
    ? sumOf(answer.lines.filter((line) => line.sku === sku).map(({ quantity }) => quantity))
    : 0;

const checkMoney = ({ orders, payments, provider }: Parts, { orderId, totalMinor }: PlacedOrder, end: End): void => {
  let debitMinor = 0;
  let creditMinor = 0;
  let netMinor = 0;
  for (const entry of payments.ledger.values()) {
    if (entry.orderId !== orderId) continue;
    if (entry.side === 'debit') debitMinor += entry.amountMinor;
    else creditMinor += entry.amountMinor;
    if (entry.account === 'provider-receivable') {
      netMinor += entry.side === 'debit' ? entry.amountMinor : -entry.amountMinor;
    }
  }
  if (debitMinor !== creditMinor) {
    throw new Wrong('I2 money', `${orderId} has debits of ${debitMinor} and credits of ${creditMinor}.`);
  }
  const theirs = provider.accountOf(orderId).netMinor;
  if (theirs !== netMinor) {
    throw new Wrong('I2 money', `Our ledger says that ${orderId} paid ${netMinor}, the provider's says ${theirs}.`);
  }
  const due = end === 'Canceled' ? 0 : totalMinor;
  // What an operator settled outside may have stayed with us, and then all of it.
  const mayKeep = orders.of(orderId).settled.has('payment') && netMinor === totalMinor;
  if (netMinor !== due && !mayKeep) {
    throw new Wrong('I2 money', `${orderId} is ${end} and should have paid ${due}; it paid ${netMinor}.`);
  }
};

const processStatusAt: Readonly<Record<End, string>> = {
  Confirmed: 'Confirmed',
  Dispatched: 'Dispatched',
  Delivered: 'Dispatched',
  Canceled: 'Abandoned',
};

const shipmentStatusesAt: Readonly<Record<End, readonly Shipment['status'][]>> = {
  Confirmed: ['Scheduled'],
  Dispatched: ['Dispatched'],
  Delivered: ['Delivered'],
  Canceled: ['Unknown', 'Refused', 'Canceled'],
};

const checkParts = ({ orders, inventory, shipping }: Parts, orderId: string, end: End): void => {
  const { process, settled } = orders.of(orderId);
  if (process.status !== processStatusAt[end]) {
    throw new Wrong('I4 the parts agree', `${orderId} is ${end}, but its fulfillment is ${process.status}.`);
  }
  const { reservation } = shelvesOf(inventory.warehouse, orderId);
  const stock = isHeld(reservation) ? 'held' : reservation.shipped ? 'shipped' : 'free';
  const expected = { Confirmed: 'held', Dispatched: 'shipped', Delivered: 'shipped', Canceled: 'free' }[end];
  if (stock !== expected && !(settled.has('stock') && stock === 'held')) {
    throw new Wrong('I4 the parts agree', `${orderId} is ${end}, so its stock should be ${expected}; it is ${stock}.`);
  }
  const { status } = shipping.of(orderId).shipment;
  if (!shipmentStatusesAt[end].includes(status)) {
    throw new Wrong('I4 the parts agree', `${orderId} is ${end}, but its shipment is ${status}.`);
  }
};

/** Facts that an order has once at most. That what was asked for was undone at all is said by its parts. */
const once: ReadonlySet<string> = new Set([
  ...['ReservationMade', 'ReservationReleased', 'ReservationShipped'],
  ...['PaymentRequested', 'PaymentCaptured', 'PaymentRefunded', 'PaymentVoided'],
  ...['ShipmentScheduled', 'ShipmentCanceled', 'ShipmentDispatched', 'ShipmentDelivered'],
  ...['OrderConfirmed', 'OrderCanceled', 'OrderDispatched', 'OrderDelivered'],
]);

const checkUndoneOnce = ({ orders, inventory, payments, provider, shipping }: Parts, orderId: string): void => {
  const seen = new Set<string>();
  const facts = [
    ...inventory.facts.filter((fact) => 'orderId' in fact && fact.orderId === orderId),
    ...payments.of(orderId).facts,
    ...shipping.of(orderId).facts,
    ...orders.of(orderId).facts,
  ];
  for (const { type } of facts) {
    if (seen.has(type) && once.has(type)) throw new Wrong('I10 undone once', `${orderId} has ${type} twice.`);
    seen.add(type);
  }
  const { takenMinor, netMinor } = provider.accountOf(orderId);
  const { order } = orders.of(orderId);
  const totalMinor = order.status === 'Unplaced' ? 0 : order.totalMinor;
  if (takenMinor > totalMinor) {
    throw new Wrong('I10 undone once', `The provider took ${takenMinor} for ${orderId}, which costs ${totalMinor}.`);
  }
  if (netMinor < 0) throw new Wrong('I10 undone once', `The provider gave back more than it took for ${orderId}.`);
};

const checkView = ({ house, orders, views }: Parts, orderId: string): void => {
  const { facts } = orders.of(orderId);
  const row = messagesBetween(house, facts, 0, facts.length + 1).reduce<OrderViewRow | undefined>(
    (before, message, index) => orderView.evolve(before, message, { streamVersion: index + 1, occurredAt: EPOCH }),
    undefined,
  );
  if (!isDeepStrictEqual(row, views.of(orderId))) {
    throw new Wrong('I8 the view', `Customers read that ${orderId} is ${views.of(orderId)?.status ?? 'unknown'}.`);
  }
};
