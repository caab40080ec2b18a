import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { call, Refused } from './call.ts';
import type { Run } from './database.ts';
import { databaseAt } from './database.ts';
import type { PlaceOrder } from './requests.ts';
import { placeOrderSchema } from './requests.ts';
import { serve, setting } from './serve.ts';

type Order = PlaceOrder & { readonly orderId: string };

interface Step {
  readonly from: string;
  readonly to: string;
  readonly input: string;
}

const database = databaseAt(setting('DATABASE_URL'));
const timeoutMs = Number(setting('CALL_TIMEOUT_MS'));
const inventory = setting('INVENTORY_URL');
const payment = setting('PAYMENT_URL');
const shipping = setting('SHIPPING_URL');
const notification = setting('NOTIFICATION_URL');

const claimKey = {
  name: 'claim-key',
  text: `insert into "order".idempotency (key, order_id) values ($1, $2) on conflict do nothing returning order_id`,
};
const selectKey = {
  name: 'select-key',
  text: `select order_id as "orderId" from "order".idempotency where key = $1`,
};
const insertOrder = {
  name: 'insert-order',
  text: `insert into "order".orders (order_id, customer_id, email_address, card_token, address, lines, status, version)
         values ($1, $2, $3, $4, $5, $6, 'AwaitingStock', 1)`,
};
const insertHistory = {
  name: 'insert-history',
  text: `insert into "order".order_history (order_id, version, type, data) values ($1, $2, $3, $4)`,
};
const insertJournal = {
  name: 'insert-journal',
  text: `insert into "order".journal (order_id, from_status, to_status, input) values ($1, $2, $3, $4)`,
};
const updateOrder = {
  name: 'update-order',
  text: `update "order".orders set status = $2, total_minor = coalesce($3, total_minor),
                currency = coalesce($4, currency), cancel_reason = $5, version = $6, updated_at = clock_timestamp()
         where order_id = $1`,
};
const selectOrder = {
  name: 'select-order',
  text: `select order_id as "orderId", customer_id as "customerId", status as step, lines,
                total_minor::float8 as "totalMinor", currency, cancel_reason as "cancelReason", version,
                placed_at as "placedAt", updated_at as "updatedAt"
         from "order".orders where order_id = $1`,
};
const selectJournal = {
  name: 'select-journal',
  text: `select from_status as "from", to_status as "to", input, at from "order".journal
         where order_id = $1 order by position`,
};

/** Writes the order down under its key. Answers the earlier order instead when the key has been seen. */
const place = (order: Order, key: string): Promise<string> =>
  database.transaction(async (run) => {
    const { orderId, customerId, emailAddress, cardToken, address, lines } = order;
    if ((await run(claimKey, key, orderId)).length === 0) {
      const [earlier] = await run<{ readonly orderId: string }>(selectKey, key);
      return earlier?.orderId ?? orderId;
    }
    const parts = [JSON.stringify(address), JSON.stringify(lines)];
    await run(insertOrder, orderId, customerId, emailAddress, cardToken, ...parts);
    await run(insertHistory, orderId, 1, 'OrderPlaced', JSON.stringify(order));
    await run(insertJournal, orderId, 'New', 'AwaitingStock', 'OrderPlaced');
    return orderId;
  });

const move = async (run: Run, orderId: string, { from, to, input }: Step, total?: Total): Promise<void> => {
  await run(updateOrder, orderId, to, total?.totalMinor, total?.currency, null, 1);
  await run(insertJournal, orderId, from, to, input);
};

const end = (orderId: string, { from, to, input }: Step, type: string, reason: string | null): Promise<void> =>
  database.transaction(async (run) => {
    await run(updateOrder, orderId, to, null, null, reason, 2);
    await run(insertHistory, orderId, 2, type, JSON.stringify({ type, orderId, reason }));
    await run(insertJournal, orderId, from, to, input);
  });

interface Total {
  readonly totalMinor: number;
  readonly currency: string;
}

/**
 * Calls one service after the other and writes down after each how far the order is. When one refuses, or does not
 * answer, undoes by calls what has been confirmed until then, the last first, and cancels the order.
 */
const fulfill = async (order: Order): Promise<void> => {
  const { orderId, cardToken, address, lines } = order;
  const undo: (() => Promise<unknown>)[] = [];
  let from = 'AwaitingStock';
  const moved = async (to: string, input: string, total?: Total): Promise<void> => {
    await database.transaction((run) => move(run, orderId, { from, to, input }, total));
    from = to;
  };
  try {
    const total = await call<Total>(`${inventory}/reservations`, { orderId, lines }, { timeoutMs });
    undo.unshift(() => call(`${inventory}/reservations/${orderId}/release`, {}, { timeoutMs }));
    await moved('AwaitingPayment', 'StockReserved', total);
    const { totalMinor: amountMinor, currency } = total;
    await call(`${payment}/payments`, { orderId, amountMinor, currency, cardToken }, { timeoutMs });
    undo.unshift(() => call(`${payment}/payments/${orderId}/refund`, {}, { timeoutMs }));
    await moved('AwaitingShipment', 'PaymentCaptured');
    await call(`${shipping}/shipments`, { orderId, lines, address }, { timeoutMs });
    undo.unshift(() => call(`${shipping}/shipments/${orderId}/cancellation`, {}, { timeoutMs }));
    await end(orderId, { from, to: 'Confirmed', input: 'ShipmentScheduled' }, 'OrderConfirmed', null);
  } catch (error) {
    const reason = error instanceof Refused ? error.reason : 'SERVICE_UNAVAILABLE';
    for (const step of undo) await step();
    await end(orderId, { from, to: 'Abandoned', input: reason }, 'OrderCanceled', reason);
    notify(order, 'canceled');
    return;
  }
  notify(order, 'confirmed');
};

/** Nobody is kept waiting for the mail. */
const notify = ({ orderId, emailAddress }: Order, kind: 'confirmed' | 'canceled'): void => {
  call(`${notification}/notifications`, { orderId, kind, emailAddress }, { timeoutMs }).catch((error: unknown) => {
    console.error(error);
  });
};

type Row = { readonly step: string };
const publicStatuses: Readonly<Record<string, string>> = { Confirmed: 'Confirmed', Abandoned: 'Canceled' };

const addQueries = (app: FastifyInstance): void => {
  app.get<{ Params: { orderId: string } }>('/orders/:orderId', async ({ params: { orderId } }, reply) => {
    const [order] = await database.run<Row>(selectOrder, orderId);
    if (order === undefined) return reply.code(404).send({ reason: 'ORDER_UNKNOWN' });
    const { step, ...shown } = order;
    return { ...shown, status: publicStatuses[step] ?? 'Placed' };
  });

  app.get<{ Params: { orderId: string } }>('/orders/:orderId/fulfillment', async ({ params: { orderId } }, reply) => {
    const [order] = await database.run<Row>(selectOrder, orderId);
    if (order === undefined) return reply.code(404).send({ reason: 'ORDER_UNKNOWN' });
    const journal = await database.run<Step>(selectJournal, orderId);
    return { orderId, status: order.step, journal: journal.map((step) => ({ ...step, sent: [] })) };
  });
};

await serve((app) => {
  app.post<{ Body: PlaceOrder; Headers: { 'idempotency-key'?: string } }>(
    '/orders',
    { schema: { body: placeOrderSchema } },
    async ({ body, headers }, reply) => {
      const key = headers['idempotency-key'];
      if (key === undefined) return reply.code(400).send({ reason: 'IDEMPOTENCY_KEY_MISSING' });
      const order = { orderId: randomUUID(), ...body };
      const placed = await place(order, key);
      if (placed === order.orderId) await fulfill(order);
      return reply.code(202).header('location', `/orders/${placed}`).send({ orderId: placed });
    },
  );
  addQueries(app);
});
