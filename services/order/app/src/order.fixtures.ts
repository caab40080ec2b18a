import { randomUUID } from 'node:crypto';
import type { ProductChange } from '@tidemark/contracts';
import { topics } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { storedRows } from '@tidemark/platform/testing';
import supertest from 'supertest';

/** A request that is accepted where the catalog knows a lamp. */
export const ORDER = {
  customerId: 'customer-1',
  emailAddress: 'ada@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Ada', street: 'Way 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'lamp', quantity: 2 }],
};

/** Says what a spec does to the order service in the words of its world. */
export const speakTo = (service: ServiceUnderTest) => {
  const { server, hearRecord } = service;
  const hearChange = (change: ProductChange, sku: string): Promise<unknown> =>
    hearRecord({ topic: topics.productChanges, key: Buffer.from(sku), value: Buffer.from(JSON.stringify(change)) });
  const post = (path: string, body: object | string, key: string = randomUUID()): supertest.Test =>
    supertest(server).post(path).set('idempotency-key', key).set('content-type', 'application/json').send(body);
  return {
    hearChange,
    post,
    hearPrice: (sku: string, price: number, currency: string, version: number): Promise<unknown> => {
      const after = { sku, name: sku, price_minor: price, currency, version };
      return hearChange({ before: null, after, op: 'c', ts_ms: 0 }, sku);
    },
    place: async (): Promise<string> => {
      const answer = await post('/orders', ORDER);
      if (answer.status !== 202) throw new Error(`The order was answered ${String(answer.status)}: ${answer.text}`);
      return (answer.body as { orderId: string }).orderId;
    },
    stored: (): Promise<Readonly<Record<string, number>>> => storedRows(service),
  };
};
