import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { describeIdempotency, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll } from 'vitest';
import { shipmentsOf } from './shipping.fixtures.ts';
import { shippingService } from './shipping.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(shippingService);
  return service.stop;
});

const { confirmed } = shipmentsOf(() => service);

describeIdempotency(() => service, {
  'POST /shipments/:shipmentId/dispatch': async () => ({
    path: `/shipments/${await confirmed()}/dispatch`,
    body: { trackingCode: 'TRACK-1' },
    otherBody: { trackingCode: 'TRACK-2' },
  }),
  'POST /shipments/:shipmentId/delivery': async () => {
    const orderId = await confirmed();
    await supertest(service.server).post(`/shipments/${orderId}/dispatch`).set('idempotency-key', orderId).expect(200);
    return { path: `/shipments/${orderId}/delivery`, body: {}, otherBody: null };
  },
});
