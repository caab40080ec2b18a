import { Refused } from './call.ts';
import type { Run } from './database.ts';
import { databaseAt } from './database.ts';
import type { Line } from './requests.ts';
import { serve, setting } from './serve.ts';

interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
}

interface Reservation {
  readonly orderId: string;
  readonly lines: readonly Line[];
}

const database = databaseAt(setting('DATABASE_URL'));

const insertProduct = {
  name: 'insert-product',
  text: `insert into inventory.product (sku, name, price_minor, currency) values ($1, $2, $3, $4)
         on conflict do nothing returning sku`,
};
const insertStock = {
  name: 'insert-stock',
  text: 'insert into inventory.stock (sku, on_hand, reserved) values ($1, 0, 0)',
};
const receive = {
  name: 'receive',
  text: 'update inventory.stock set on_hand = on_hand + $2 where sku = $1 returning on_hand, reserved',
};
const insertHistory = {
  name: 'insert-history',
  text: 'insert into inventory.stock_history (sku, type, quantity) values ($1, $2, $3)',
};
const insertReservation = {
  name: 'insert-reservation',
  text: `insert into inventory.reservation (order_id, lines, status) values ($1, $2, 'Held')
         on conflict do nothing returning order_id`,
};
const holdBack = {
  name: 'hold-back',
  text: `update inventory.stock set reserved = reserved + $2 from inventory.product
         where stock.sku = $1 and product.sku = stock.sku and on_hand - reserved >= $2
         returning price_minor as "priceMinor", currency`,
};
const selectProduct = {
  name: 'select-product',
  text: 'select price_minor as "priceMinor", currency from inventory.product where sku = $1',
};
const endReservation = {
  name: 'end-reservation',
  text: `update inventory.reservation set status = 'Released' where order_id = $1 and status = 'Held' returning lines`,
};
const letGo = {
  name: 'let-go',
  text: 'update inventory.stock set reserved = reserved - $2 where sku = $1',
};
const selectStock = {
  name: 'select-stock',
  text: 'select sku, on_hand, reserved from inventory.stock where sku = $1',
};

type Price = { readonly priceMinor: string; readonly currency: string };

/** All lines or none, in the order of their SKUs, so that two orders never wait for each other. */
const reserve = async (
  run: Run,
  { orderId, lines }: Reservation,
): Promise<{ totalMinor: number; currency: string }> => {
  const isNew = (await run(insertReservation, orderId, JSON.stringify(lines))).length > 0;
  let totalMinor = 0;
  let currency = '';
  for (const { sku, quantity } of lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) {
    const [price] = await run<Price>(isNew ? holdBack : selectProduct, sku, ...(isNew ? [quantity] : []));
    if (price === undefined) throw new Refused('OUT_OF_STOCK');
    if (isNew) await run(insertHistory, sku, 'StockReserved', quantity);
    totalMinor += Number(price.priceMinor) * quantity;
    currency = price.currency;
  }
  return { totalMinor, currency };
};

const release = async (run: Run, orderId: string): Promise<void> => {
  const [held] = await run<{ readonly lines: readonly Line[] }>(endReservation, orderId);
  for (const { sku, quantity } of held?.lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1)) ?? []) {
    await run(letGo, sku, quantity);
    await run(insertHistory, sku, 'StockReleased', quantity);
  }
};

await serve((app) => {
  app.post<{ Body: Product }>('/products', async ({ body: { sku, name, priceMinor, currency } }, reply) => {
    const created = await database.transaction(async (run) => {
      const [inserted] = await run(insertProduct, sku, name, priceMinor, currency);
      if (inserted !== undefined) await run(insertStock, sku);
      return inserted !== undefined;
    });
    return reply.code(created ? 201 : 409).send(created ? { sku } : { reason: 'PRODUCT_EXISTS' });
  });

  app.post<{ Params: { sku: string }; Body: { quantity: number } }>(
    '/products/:sku/receipts',
    async ({ params: { sku }, body: { quantity } }) =>
      database.transaction(async (run) => {
        if ((await run(receive, sku, quantity)).length === 0) throw new Refused('PRODUCT_UNKNOWN');
        await run(insertHistory, sku, 'StockReceived', quantity);
        return { sku };
      }),
  );

  app.post<{ Body: Reservation }>('/reservations', async ({ body }) =>
    database.transaction((run) => reserve(run, body)),
  );

  app.post<{ Params: { orderId: string } }>('/reservations/:orderId/release', async ({ params: { orderId } }) => {
    await database.transaction((run) => release(run, orderId));
    return { orderId };
  });

  app.get<{ Params: { sku: string } }>('/stock/:sku', async ({ params: { sku } }, reply) => {
    type Row = { readonly on_hand: string; readonly reserved: string };
    const [stock] = await database.run<Row>(selectStock, sku);
    if (stock === undefined) return reply.code(404).send({ reason: 'PRODUCT_UNKNOWN' });
    const onHand = Number(stock.on_hand);
    const reserved = Number(stock.reserved);
    return { sku, onHand, reserved, available: onHand - reserved };
  });
});
