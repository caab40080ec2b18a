import pg from 'pg';
import type { End } from './mixes.ts';
import type { Target } from './target.ts';

/** A message as one consumer began to handle it: the moment of the inbox row, just before the handler is called. */
export interface Hearing {
  readonly consumer: string;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly handledAtMs: number;
}

/** What became of the orders of a run, by the order service's own facts. */
export interface FoundOrders {
  /** Ids of all orders that were placed under the run's name. */
  readonly placed: ReadonlySet<string>;
  readonly ends: ReadonlyMap<string, End>;
}

export const readHearings = (target: Target, sinceMs: number): Promise<readonly Hearing[]> =>
  asking(target, async (client) => {
    const { rows: inboxes } = await client.query<{ schema: string }>(
      `select schemaname as schema from pg_tables where tablename = 'inbox' order by 1`,
    );
    const hearings: Hearing[] = [];
    for (const { schema } of inboxes) {
      const { rows } = await client.query<Hearing>(
        `select consumer, message_id as "messageId", (extract(epoch from handled_at) * 1000)::float8 as "handledAtMs"
         from ${pg.escapeIdentifier(schema)}.inbox where handled_at >= to_timestamp($1::float8 / 1000)`,
        [sinceMs],
      );
      for (const row of rows) hearings.push(row);
    }
    return hearings;
  });

export const readOrders = (target: Target, customerId: string, sinceMs: number): Promise<FoundOrders> =>
  asking(target, async (client) => {
    const { rows } = await client.query<{
      orderId: string;
      type: string;
      reason: string | null;
      customer: string | null;
    }>(
      `select substr(stream_id, length('order-') + 1) as "orderId", type, data->>'reason' as reason,
              data->>'customerId' as customer
       from "order".event
       where stream_id like 'order-%' and recorded_at >= to_timestamp($1::float8 / 1000)
         and type in ('OrderPlaced', 'OrderConfirmed', 'OrderCanceled')`,
      [sinceMs],
    );
    const placed = new Set(rows.flatMap(({ orderId, customer }) => (customer === customerId ? [orderId] : [])));
    const ends = new Map<string, End>();
    for (const { orderId, type, reason } of rows) {
      if (type === 'OrderConfirmed') ends.set(orderId, 'Confirmed');
      if (type === 'OrderCanceled') ends.set(orderId, `Canceled ${reason ?? ''}`);
    }
    return { placed, ends };
  });

const asking = async <Result>(target: Target, ask: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: target.adminUrl, application_name: 'tidemark-bench' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
};
