import { randomUUID } from 'node:crypto';
import { topics } from '@tidemark/contracts';
import type { Ask, Provocations, ServiceUnderTest } from '@tidemark/platform/testing';
import { describeContract } from '@tidemark/platform/testing';
import { ORDER, speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

const BY_ADA = { actor: 'ada', reason: 'The warehouse called.' };
const BY_GRACE = { ...BY_ADA, actor: 'grace' };

const provocations = (service: ServiceUnderTest): Provocations => {
  const speak = speakTo(service);
  const hearCatalog = async (): Promise<void> => {
    for (const [index, [sku, price, currency]] of CATALOG.entries()) {
      await speak.hearPrice(sku, price, currency, index + 1);
    }
  };
  let catalog: Promise<void> | undefined;

  const ordering = async (...skus: readonly string[]): Promise<Ask> => {
    await (catalog ??= hearCatalog());
    const body = { ...ORDER, lines: skus.map((sku) => ({ sku, quantity: 10_000 })) };
    return { body, otherBody: { ...body, customerId: randomUUID() } };
  };

  const place = async (): Promise<string> => {
    await ordering();
    return speak.place();
  };

  /** The order of a fulfillment that heard these. */
  const heard = async (...answers: readonly ((orderId: string) => Parameters<ServiceUnderTest['hear']>[0])[]) => {
    const orderId = await place();
    for (const answer of answers) await service.hear(answer(orderId));
    return orderId;
  };

  const viewed = async (): Promise<string> => {
    const orderId = await place();
    for (const { message, topic, key, streamVersion } of await service.published()) {
      if (topic === topics.orderEvents && key === orderId)
        await service.hear(message, { streamVersion: Number(streamVersion) });
    }
    return orderId;
  };

  const about = (orderId: string, more: Ask = {}): Ask => ({ params: { orderId }, ...more });
  const unknown =
    (more: Ask = {}) =>
    (): Promise<Ask> =>
      Promise.resolve(about(randomUUID(), more));
  const by = { body: BY_ADA, otherBody: BY_GRACE };
  const closing = (answer: string) => ({ body: { ...BY_ADA, answer }, otherBody: { ...BY_GRACE, answer } });

  return {
    'POST /orders': {
      sample: () => ordering('lamp'),
      otherwise: {
        '422 DUPLICATE_SKU': () => ordering('lamp', 'lamp'),
        '422 UNKNOWN_SKU': () => ordering('unicorn'),
        '422 MIXED_CURRENCIES': () => ordering('lamp', 'rug'),
        '422 TOTAL_TOO_LARGE': () => ordering('palace'),
        '422 NOTHING_TO_PAY': () => ordering('leaflet'),
      },
    },
    'POST /orders/{orderId}/cancellation': {
      sample: async () => about(await place(), { body: { reason: 'Found it cheaper.' }, otherBody: {} }),
      otherwise: {
        '404 ORDER_UNKNOWN': unknown({ body: {} }),
        '409 ORDER_ALREADY_SHIPPED': async () => about(await heard(reserved, captured, scheduled, sent), { body: {} }),
      },
    },
    'GET /orders': {
      sample: async () => {
        await viewed();
        return { query: { customerId: ORDER.customerId } };
      },
    },
    'GET /orders/{orderId}': {
      sample: async () => about(await viewed(), { headers: { prefer: 'wait=1' }, query: { minVersion: '1' } }),
      otherwise: { '404 ORDER_UNKNOWN': unknown() },
    },
    'GET /orders/{orderId}/history': {
      sample: async () => about(await heard(reserved, captured, scheduled, sent, delivered)),
      otherwise: { '404 ORDER_UNKNOWN': unknown() },
    },
    'GET /orders/{orderId}/fulfillment': {
      sample: async () => about(await heard(reserved)),
      otherwise: { '404 ORDER_UNKNOWN': unknown() },
    },
    'GET /operations/fulfillments': {
      sample: async () => {
        await place();
        return {};
      },
    },
    'GET /operations/fulfillments/{orderId}': {
      sample: async () => about(await heard(reserved)),
      otherwise: { '404 ORDER_UNKNOWN': unknown() },
    },
    'POST /operations/fulfillments/{orderId}/ask-again': {
      sample: async () => about(await place(), by),
      otherwise: {
        '404 ORDER_UNKNOWN': unknown(by),
        '409 NOTHING_TO_ASK_AGAIN': async () => about(await heard(reserved, captured, scheduled), by),
        '409 PAYMENT_NOT_ASKED_AGAIN': async () => about(await heard(reserved), by),
      },
    },
    'POST /operations/fulfillments/{orderId}/undo': {
      sample: async () => about(await place(), by),
      otherwise: {
        '404 ORDER_UNKNOWN': unknown(by),
        '409 ORDER_ALREADY_SHIPPED': async () => about(await heard(reserved, captured, scheduled, sent), by),
      },
    },
    'POST /operations/fulfillments/{orderId}/close': {
      sample: async () => about(await heard(reserved, declined), closing('stock')),
      otherwise: {
        '404 ORDER_UNKNOWN': unknown(closing('stock')),
        '409 NOT_UNDOING': async () => about(await place(), closing('stock')),
        '409 ANSWER_NOT_OUTSTANDING': async () => about(await heard(reserved, declined), closing('payment')),
      },
    },
  };
};

const CATALOG = [
  ['lamp', 2_500, 'EUR'],
  ['rug', 9_900, 'USD'],
  ['palace', Number.MAX_SAFE_INTEGER, 'EUR'],
  ['leaflet', 0, 'EUR'],
] as const;

const reserved = (orderId: string) => ({ type: 'StockReserved', orderId }) as const;
const captured = (orderId: string) =>
  ({ type: 'PaymentCaptured', orderId, amountMinor: 5_000, currency: 'EUR', providerReference: 'ch_1' }) as const;
const declined = (orderId: string) =>
  ({ type: 'PaymentDeclined', orderId, declineCode: 'insufficient_funds' }) as const;
const scheduled = (orderId: string) => ({ type: 'ShipmentScheduled', orderId, shipmentId: orderId }) as const;
const sent = (orderId: string) =>
  ({ type: 'ShipmentDispatched', orderId, shipmentId: orderId, lines: [], trackingCode: 'TM-1' }) as const;
const delivered = (orderId: string) => ({ type: 'ShipmentDelivered', orderId, shipmentId: orderId }) as const;

describeContract(orderService, provocations);
