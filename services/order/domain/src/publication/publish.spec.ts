import { routes, topics } from '@tidemark/contracts';
import { fold } from '@tidemark/kernel';
import { describe, expect, it } from 'vitest';
import type { OrderFact } from '../order/order.ts';
import { orderDecider } from '../order/order.decider.ts';
import {
  canceled,
  cancellationRefused,
  cancellationRequested,
  confirmed,
  delivered,
  dispatched,
  orderId,
  placed,
} from '../order/order.fixtures.ts';
import { FactBeforeOrderPlaced, publish } from './publish.ts';

const every: readonly OrderFact[] = [
  placed,
  confirmed,
  cancellationRequested('changed my mind'),
  cancellationRefused,
  canceled('PAYMENT_TIMEOUT'),
  dispatched('TRACK-1'),
  delivered,
];

const published = (fact: OrderFact) => publish(fact, fold(orderDecider, fact === placed ? [placed] : [placed, fact]));

const customer = { orderId, customerId: 'customer-1', emailAddress: 'ada@example.org' };

describe('publishing the facts of an order', () => {
  it.each(every)('gives $type exactly one message of the same name, on the topic of orders', (fact) => {
    const messages = published(fact);
    expect(messages.map(({ type }) => type)).toEqual([fact.type]);
    expect(routes[messages[0].type].topic).toBe(topics.orderEvents);
  });

  it.each(every)('keeps card token and address in the house: $type', (fact) => {
    const text = JSON.stringify(published(fact));
    const { recipient, street, postalCode, city } = placed.address;
    for (const secret of [placed.cardToken, recipient, street, postalCode, city]) {
      expect(text).not.toContain(secret);
    }
  });

  it('gives the e-mail address to those who write to the customer, and to nobody else', () => {
    const told = every.filter((fact) => 'emailAddress' in published(fact)[0]).map(({ type }) => type);
    expect(told).toEqual(['OrderConfirmed', 'OrderCanceled', 'OrderDispatched', 'OrderDelivered']);
  });

  it('carries in each message what its readers need', () => {
    expect(every.flatMap(published)).toEqual([
      {
        type: 'OrderPlaced',
        orderId,
        customerId: 'customer-1',
        lines: placed.lines,
        totalMinor: 5_000,
        currency: 'EUR',
      },
      { type: 'OrderConfirmed', ...customer, totalMinor: 5_000, currency: 'EUR', pieces: 2 },
      { type: 'OrderCancellationRequested', orderId, reason: 'changed my mind' },
      { type: 'OrderCancellationRefused', orderId },
      { type: 'OrderCanceled', ...customer, reason: 'PAYMENT_TIMEOUT', cause: 'PAYMENT_TIMEOUT' },
      { type: 'OrderDispatched', ...customer, trackingCode: 'TRACK-1' },
      { type: 'OrderDelivered', ...customer },
    ]);
  });

  it('tells readers of the first schema of an operator what they were always told, and the others the truth', () => {
    expect(published(canceled('OPERATOR'))).toMatchObject([{ reason: 'CUSTOMER', cause: 'OPERATOR' }]);
  });

  it('fails loudly on a stream that does not begin with OrderPlaced', () => {
    expect(() => publish(confirmed, orderDecider.initial)).toThrow(FactBeforeOrderPlaced);
    expect(() => publish(confirmed, orderDecider.initial)).toThrow(/order-1 holds OrderConfirmed before OrderPlaced/);
  });

  it('names the order and the fact, for whoever has to mend the stream', () => {
    expect(new FactBeforeOrderPlaced('order-1', 'OrderConfirmed')).toMatchObject({
      name: 'FactBeforeOrderPlaced',
      code: 'ORDER.FACT_BEFORE_ORDER_PLACED',
      orderId: 'order-1',
      factType: 'OrderConfirmed',
    });
  });
});
