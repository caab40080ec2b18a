import { randomUUID } from 'node:crypto';
import { describeChanges } from '@tidemark/pacts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import { afterAll, beforeAll } from 'vitest';
import { catalog } from './inventory.catalog.ts';
import { lamp, Warehouse } from './inventory.fixtures.ts';
import { inventoryService } from './inventory.module.ts';

const [captured] = catalog.database.captured;

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(inventoryService);
});

afterAll(() => service.stop());

type Row = Readonly<Record<string, unknown>>;

/** The row as the migrated table holds it: its columns are what Debezium sends. */
const rowOf = async (sku: string): Promise<Row | null> => {
  const { rows } = await service.admin.query<{ row: Row }>(
    `select to_jsonb(changed) as row from ${captured.table} as changed where sku = $1`,
    [sku],
  );
  return rows[0]?.row ?? null;
};

/** One change, made over HTTP, with the row before and after it. */
const changed = async (sku: string, op: 'c' | 'u' | 'd', change: () => Promise<{ readonly status: number }>) => {
  const before = await rowOf(sku);
  // A busy machine may ask to come again.
  const status = await eventually(`an answer to the change ${op} of ${sku}`, async () => {
    const answer = await change();
    return answer.status === 503 ? undefined : answer.status;
  });
  if (status >= 300) throw new Error(`The change ${op} of ${sku} was answered by ${String(status)}.`);
  const after = await rowOf(sku);
  const { topic, key } = captured;
  return {
    content: { before, after, op, ts_ms: 1_767_225_600_000 },
    metadata: { topic, keyedBy: key, key: String((after ?? before)?.[key]) },
  };
};

// What Debezium really makes of such changes is held against the same pacts in the system tests.
describeChanges({
  owner: catalog.name,
  file: 'services/inventory/app/src/products.contract.spec.ts',
  changes: async () => {
    const warehouse = new Warehouse(service);
    const sku = `lamp-${randomUUID()}`;
    const product = { ...lamp, sku };
    const { sku: _, ...cheaper } = { ...lamp, priceMinor: 2_400 };
    const path = `/products/${sku}`;
    const seen = async () => ({ 'if-match': String((await warehouse.get(path)).headers['etag']) });
    return [
      await changed(sku, 'c', () => warehouse.post('/products', product)),
      await changed(sku, 'u', async () => warehouse.put(path, cheaper, await seen())),
      await changed(sku, 'd', async () => warehouse.delete(path, await seen())),
    ];
  },
});
