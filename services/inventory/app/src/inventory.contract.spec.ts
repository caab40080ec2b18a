import { randomUUID } from 'node:crypto';
import type { Ask, Provocations, ServiceUnderTest } from '@tidemark/platform/testing';
import { describeContract } from '@tidemark/platform/testing';
import { lamp, line, reserve, Warehouse } from './inventory.fixtures.ts';
import { inventoryService } from './inventory.module.ts';

const provocations = (service: ServiceUnderTest): Provocations => {
  const warehouse = new Warehouse(service);
  const { sku: _, ...standing } = lamp;

  const created = async (): Promise<{ readonly sku: string; readonly etag: string }> => {
    const sku = `lamp-${randomUUID()}`;
    const { headers } = await warehouse.post('/products', { ...lamp, sku });
    return { sku, etag: String(headers['etag']) };
  };
  const stocked = async (): Promise<string> => {
    const sku = `lamp-${randomUUID()}`;
    await warehouse.stock(sku, 5);
    return sku;
  };
  const unknown =
    (more: Ask = {}) =>
    (): Promise<Ask> =>
      Promise.resolve({ params: { sku: 'unicorn' }, ...more });
  const creating = (sku: string): Ask => ({ body: { ...lamp, sku }, otherBody: { ...lamp, sku, name: 'Lantern' } });
  const matching = (etag: string) => ({ headers: { 'if-match': etag } });
  const conditional = (body: Ask): Provocations[string] => ({
    sample: async () => {
      const { sku, etag } = await created();
      return { params: { sku }, ...matching(etag), ...body };
    },
    otherwise: {
      '404 PRODUCT_UNKNOWN': unknown({ ...matching('*'), ...body }),
      '412 PRODUCT_CHANGED': async () => ({ params: { sku: (await created()).sku }, ...matching('"0"'), ...body }),
      '428 PRECONDITION_REQUIRED': async () => ({ params: { sku: (await created()).sku }, ...body }),
    },
  });

  return {
    'GET /products': {
      sample: async () => {
        await created();
        return {};
      },
    },
    'POST /products': {
      sample: () => Promise.resolve(creating(`lamp-${randomUUID()}`)),
      otherwise: { '409 PRODUCT_EXISTS': async () => creating((await created()).sku) },
    },
    'GET /products/{sku}': {
      sample: async () => ({ params: { sku: (await created()).sku } }),
      otherwise: {
        '304': async () => {
          const { sku, etag } = await created();
          return { params: { sku }, headers: { 'if-none-match': etag } };
        },
        '404 PRODUCT_UNKNOWN': unknown(),
      },
    },
    'PUT /products/{sku}': conditional({ body: standing }),
    'DELETE /products/{sku}': conditional({}),
    'POST /products/{sku}/receipts': {
      sample: async () => ({ params: { sku: await stocked() }, body: { quantity: 5 }, otherBody: { quantity: 6 } }),
      otherwise: { '404 PRODUCT_UNKNOWN': unknown({ body: { quantity: 5 } }) },
    },
    'POST /products/{sku}/counts': {
      sample: async () => ({ params: { sku: await stocked() }, body: { counted: 4 }, otherBody: { counted: 3 } }),
      otherwise: {
        '404 PRODUCT_UNKNOWN': unknown({ body: { counted: 4 } }),
        '409 COUNT_BELOW_RESERVED': async () => {
          const sku = await stocked();
          await service.hear(reserve(randomUUID(), line(sku, 3)));
          return { params: { sku }, body: { counted: 2 } };
        },
      },
    },
    'GET /stock/{sku}': {
      sample: async () => ({ params: { sku: await stocked() } }),
      otherwise: { '404 PRODUCT_UNKNOWN': unknown() },
    },
  };
};

describeContract(inventoryService, provocations);
