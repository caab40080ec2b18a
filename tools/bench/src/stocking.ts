import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EMPTY_SKU, HOT_SKU, skuNames } from './mixes.ts';
import type { Target } from './target.ts';

const PRICE_MINOR = 2_500;
/** What one receipt may bring; a run sells less of one product than this. */
const PIECES = 1_000_000;
const AT_A_TIME = 16;
const HEARD_WITHIN_MS = 60_000;

/** Puts the products on sale that the load asks for, and answers when the order service knows their prices. */
export const stockShelves = async (target: Target, skuCount: number): Promise<void> => {
  await sellEverything(target.urls['inventory'] ?? '', skuCount);
  await untilPriced(target, [HOT_SKU, EMPTY_SKU, ...skuNames(skuCount)]);
};

/** Puts the products on the shelf of an inventory service, a few at a time. */
export const sellEverything = async (inventoryUrl: string, skuCount: number): Promise<void> => {
  const waiting = [HOT_SKU, EMPTY_SKU, ...skuNames(skuCount)].values();
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (const sku of waiting) await stock(inventoryUrl, sku);
    }),
  );
};

const stock = async (inventoryUrl: string, sku: string): Promise<void> => {
  const product = { sku, name: sku, priceMinor: PRICE_MINOR, currency: 'EUR' };
  // A product that is there already just gets more pieces.
  await send(`${inventoryUrl}/products`, product, [201, 409]);
  if (sku !== EMPTY_SKU)
    await send(`${inventoryUrl}/products/${sku}/receipts`, { quantity: PIECES }, [200, 201, 202, 204]);
};

const send = async (url: string, body: object, right: readonly number[]): Promise<void> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  if (!right.includes(answer.status)) throw new Error(`POST ${url} was answered ${answer.status}: ${said}`);
};

const untilPriced = async (target: Target, skus: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: target.adminUrl });
  await client.connect();
  try {
    const endsAt = performance.now() + HEARD_WITHIN_MS;
    for (;;) {
      const { rows } = await client.query<{ known: number }>(
        'select count(*)::int as known from "order".product_price where sku = any($1)',
        [skus],
      );
      const known = rows[0]?.known ?? 0;
      if (known >= skus.length) return;
      if (performance.now() > endsAt) {
        throw new Error(`The order service has heard of ${known} of ${skus.length} products after a minute.`);
      }
      await sleep(100);
    }
  } finally {
    await client.end();
  }
};
