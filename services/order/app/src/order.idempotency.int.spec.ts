import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { describeIdempotency, startService } from '@tidemark/platform/testing';
import { beforeAll } from 'vitest';
import { ORDER, speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(orderService);
  await speakTo(service).hearPrice('lamp', 2_500, 'EUR', 1);
  return service.stop;
});

describeIdempotency(() => service, {
  'POST /orders': () =>
    Promise.resolve({ path: '/orders', body: ORDER, otherBody: { ...ORDER, customerId: randomUUID() } }),
  'POST /orders/:orderId/cancellation': async () => ({
    path: `/orders/${await speakTo(service).place()}/cancellation`,
    body: { reason: 'Found it cheaper.' },
    otherBody: {},
  }),
  'POST /operations/fulfillments/:orderId/ask-again': async () =>
    operation(await speakTo(service).place(), 'ask-again'),
  'POST /operations/fulfillments/:orderId/undo': async () => operation(await speakTo(service).place(), 'undo'),
  'POST /operations/fulfillments/:orderId/close': async () => {
    const orderId = await speakTo(service).place();
    await service.hear({ type: 'StockReserved', orderId });
    await service.hear({ type: 'PaymentDeclined', orderId, declineCode: 'insufficient_funds' });
    return operation(orderId, 'close', { answer: 'stock' });
  },
});

const operation = (orderId: string, name: string, more: object = {}) => ({
  path: `/operations/fulfillments/${orderId}/${name}`,
  body: { actor: 'ada', reason: 'The warehouse is slow.', ...more },
  otherBody: { actor: 'grace', reason: 'The warehouse is slow.', ...more },
});
