import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { describeIdempotency, startService } from '@tidemark/platform/testing';
import { beforeAll } from 'vitest';
import { lamp, Warehouse } from './inventory.fixtures.ts';
import { inventoryService } from './inventory.module.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(inventoryService);
  return service.stop;
});

const stocked = async (): Promise<string> => {
  const sku = `lamp-${randomUUID()}`;
  await new Warehouse(service).stock(sku, 5);
  return sku;
};

describeIdempotency(() => service, {
  'POST /products': () => {
    const product = { ...lamp, sku: `lamp-${randomUUID()}` };
    return Promise.resolve({ path: '/products', body: product, otherBody: { ...product, name: 'Lantern' } });
  },
  'POST /products/:sku/receipts': async () => ({
    path: `/products/${await stocked()}/receipts`,
    body: { quantity: 5 },
    otherBody: { quantity: 6 },
  }),
  'POST /products/:sku/counts': async () => ({
    path: `/products/${await stocked()}/counts`,
    body: { counted: 4 },
    otherBody: { counted: 3 },
  }),
});
