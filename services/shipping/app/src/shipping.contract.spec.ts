import { randomUUID } from 'node:crypto';
import type { Ask, Provocations, ServiceUnderTest } from '@tidemark/platform/testing';
import { describeContract } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { shipmentsOf } from './shipping.fixtures.ts';
import { shippingService } from './shipping.module.ts';

const DISPATCH = { body: { trackingCode: 'TRACK-1' }, otherBody: { trackingCode: 'TRACK-2' } };

const provocations = (service: ServiceUnderTest): Provocations => {
  const { scheduled, confirmed, canceled, refused } = shipmentsOf(() => service);
  const about =
    (bring: () => Promise<string>, more: Ask = {}) =>
    async (): Promise<Ask> => ({ params: { shipmentId: await bring() }, ...more });
  const nobody = (): Promise<string> => Promise.resolve(randomUUID());
  const dispatched = async (): Promise<string> => {
    const orderId = await confirmed();
    await supertest(service.server).post(`/shipments/${orderId}/dispatch`).set('idempotency-key', orderId).expect(200);
    return orderId;
  };

  return {
    'GET /shipments/{orderId}': {
      sample: async () => ({ params: { orderId: await scheduled() } }),
      otherwise: { '404 SHIPMENT_UNKNOWN': () => Promise.resolve({ params: { orderId: randomUUID() } }) },
    },
    'POST /shipments/{shipmentId}/dispatch': {
      sample: about(confirmed, DISPATCH),
      otherwise: {
        '404 SHIPMENT_UNKNOWN': about(nobody, DISPATCH),
        '409 SHIPMENT_REFUSED': about(refused, DISPATCH),
        '409 SHIPMENT_CANCELED': about(canceled, DISPATCH),
        '409 ORDER_NOT_CONFIRMED': about(scheduled, DISPATCH),
      },
    },
    'POST /shipments/{shipmentId}/delivery': {
      sample: about(dispatched, { body: {}, otherBody: null }),
      otherwise: {
        '404 SHIPMENT_UNKNOWN': about(nobody),
        '409 SHIPMENT_REFUSED': about(refused),
        '409 SHIPMENT_CANCELED': about(canceled),
        '409 NOT_DISPATCHED': about(scheduled),
      },
    },
  };
};

describeContract(shippingService, provocations);
