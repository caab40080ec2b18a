import { describe, expect, it } from 'vitest';
import { hopsOf, movesAnOrderOn } from './hops.ts';

const WAY = [
  ['ReserveStock', 'inventory.commands'],
  ['StockReserved', 'order.fulfillment'],
  ['CapturePayment', 'payment.commands'],
  ['PaymentCaptured', 'order.fulfillment'],
  ['ScheduleShipment', 'shipping.commands'],
  ['ShipmentScheduled', 'order.fulfillment'],
] as const;

/** Sent at 1,000; each message is committed 10 ms after what caused it was heard, and heard 5 ms later. */
const commits = [...WAY.map(([type]) => type), 'OrderConfirmed'].map((type, index) => ({
  service: 'any',
  id: `m${index}`,
  key: 'o1',
  type,
  committedAtMs: 1_010 + index * 15,
  stampedAtMs: 0,
}));
const hearings = WAY.map(([, consumer], index) => ({
  consumer,
  messageId: `m${index}`,
  handledAtMs: 1_015 + index * 15,
}));
const order = { kind: 'plain', orderId: 'o1', intendedAtMs: 1_000, endedAtMs: 1_100 } as const;
const all = { fromMs: 0, toMs: 9_999 };

describe('the way of an order', () => {
  it('knows who moves it on: neither the view nor those who only hear of its end', () => {
    expect(WAY.every(([, consumer]) => movesAnOrderOn(consumer))).toBe(true);
    expect(['order.order-view', 'notification.orders', 'shipping.orders'].some(movesAnOrderOn)).toBe(false);
  });

  it('is cut where something was committed or heard, and the parts make up the whole', () => {
    const hops = hopsOf([order], commits, hearings, all);
    expect(hops.map(({ name }) => name)).toEqual([
      'POST, to the commit',
      'ReserveStock to inventory.commands',
      'inventory.commands works on ReserveStock',
      'StockReserved to order.fulfillment',
      'order.fulfillment works on StockReserved',
      'CapturePayment to payment.commands',
      'payment.commands works on CapturePayment',
      'PaymentCaptured to order.fulfillment',
      'order.fulfillment works on PaymentCaptured',
      'ScheduleShipment to shipping.commands',
      'shipping.commands works on ScheduleShipment',
      'ShipmentScheduled to order.fulfillment',
      'order.fulfillment works on ShipmentScheduled',
    ]);
    expect(hops.reduce((sum, { ms }) => sum + ms.max, 0)).toBe(100);
  });

  it('ends where its traces end', () => {
    expect(hopsOf([order], commits, hearings.slice(0, 1), all).map(({ name }) => name)).toEqual([
      'POST, to the commit',
      'ReserveStock to inventory.commands',
    ]);
  });

  it('is that of plain orders of the window: others go other ways', () => {
    expect(hopsOf([{ ...order, kind: 'declined' }], commits, hearings, all)).toEqual([]);
    expect(hopsOf([order], commits, hearings, { fromMs: 1_001, toMs: 9_999 })).toEqual([]);
  });
});
