import { Shop } from '@tidemark/local';
import pg from 'pg';
import type { OrderReading } from './verdict.ts';

/** A shop under test, and how its databases are read. Everything else about it is asked over HTTP. */
export interface Contestant {
  readonly name: 'naive' | 'ours';
  readonly urls: Readonly<Record<string, string>>;
  readonly shop: Shop;
  readonly pids: () => Readonly<Record<string, number>>;
  /** What provider, mailbox and databases say of every order whose customer's address ends like this. */
  readonly read: (addressEnd: string) => Promise<readonly OrderReading[]>;
  /** How long a wrong order must stay as it is until nobody can be expected to mend it any more. */
  readonly patienceMs: number;
  readonly close: () => Promise<void>;
}

/** A shop that runs. Its process ids are asked again each time: they change when something is started again. */
export interface Running {
  readonly urls: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<string, number>>;
  readonly databaseUrl: string;
}

const CALL_TIMEOUT_MS = 5_000;
/** For so many timeouts in a row nothing may be heard of an order, or of a payment that nobody waits for any more. */
const ATTEMPTS_OF_NAIVE = 3;
/** A job that a dead process held is taken up by another after its lease. */
const PATIENCE_OF_OURS_MS = 75_000;

export const naiveContestant = (running: Running, callTimeoutMs = CALL_TIMEOUT_MS): Contestant =>
  contestant('naive', running, ORDERS_OF_NAIVE, ATTEMPTS_OF_NAIVE * callTimeoutMs);

export const ourContestant = (running: Running): Contestant =>
  contestant('ours', running, ORDERS_OF_OURS, PATIENCE_OF_OURS_MS);

type Row = Omit<OrderReading, 'chargedMinor' | 'mails'>;

const contestant = (name: Contestant['name'], running: Running, sql: string, patienceMs: number): Contestant => {
  const shop = new Shop(running.urls);
  const pool = new pg.Pool({ connectionString: running.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  const read = async (addressEnd: string): Promise<readonly OrderReading[]> => {
    // The database comes first: what is told of an order there is then at most older than what the others say.
    const { rows } = await pool.query<Row>(sql, [`%${addressEnd}`]);
    const charged = await chargedByOrder(shop);
    const confirmed = await mailsByOrder(shop, 'Your order is confirmed');
    const canceled = await mailsByOrder(shop, 'Your order is canceled');
    return rows.map((row) => ({
      ...row,
      chargedMinor: charged.get(row.orderId) ?? 0,
      mails: {
        confirmed: confirmed.get(row.orderId)?.size ?? 0,
        canceled: canceled.get(row.orderId)?.size ?? 0,
      },
    }));
  };
  const { urls } = running;
  return { name, urls, shop, pids: () => running.pids, read, patienceMs, close: () => pool.end() };
};

const ORDERS_OF_NAIVE = `
  select order_id::text as "orderId", email_address as customer, status, total_minor::float8 as "totalMinor",
         exists (select from inventory.reservation r where r.order_id = o.order_id and r.status = 'Held') as held,
         exists (select from shipping.shipment s where s.order_id = o.order_id and s.status = 'Scheduled') as scheduled
  from "order".orders o where email_address like $1`;

const ORDERS_OF_OURS = `
  select o.id as "orderId", o.customer, h.snapshot->>'status' as status, o.total as "totalMinor",
         exists (select from inventory.event r where r.stream_id = 'reservation-' || o.id and r.type = 'ReservationMade')
         and not exists (select from inventory.event r
                         where r.stream_id = 'reservation-' || o.id and r.type = 'ReservationReleased') as held,
         exists (select from shipping.shipment s
                 where s.order_id = o.id::uuid and s.status in ('Scheduled', 'Dispatched', 'Delivered')) as scheduled
  from (select substr(stream_id, 7) as id, data->>'emailAddress' as customer, (data->>'totalMinor')::float8 as total
        from "order".event where type = 'OrderPlaced' and data->>'emailAddress' like $1) o
  join "order".head h on h.stream_id = 'fulfillment-' || o.id`;

interface LedgerPage {
  readonly entries: readonly {
    readonly type: string;
    readonly status?: string;
    readonly reference: string | null;
    readonly amountMinor: number;
  }[];
  readonly next: number | null;
}

/** What the provider holds for each order, by its own ledger. */
const chargedByOrder = async (shop: Shop): Promise<ReadonlyMap<string, number>> => {
  const charged = new Map<string, number>();
  for (let after: number | null = 0; after !== null;) {
    const answer = await shop.get('psp-simulator', `/v1/ledger?after=${after}&limit=1000`);
    const page = (await answer.json()) as LedgerPage;
    for (const { type, status, reference, amountMinor } of page.entries) {
      if (reference === null) continue;
      const sign = type === 'charge' && status === 'captured' ? 1 : type === 'refund' ? -1 : 0;
      charged.set(reference, (charged.get(reference) ?? 0) + sign * amountMinor);
    }
    after = page.next;
  }
  return charged;
};

const ORDER_ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/u;

/** The Message-IDs of the mails about each order. */
const mailsByOrder = async (shop: Shop, subject: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const answer = await shop.get('mail-catcher', `/mails?subject=${encodeURIComponent(subject)}&limit=10000`);
  type Mails = { readonly mails: readonly { readonly text: string; readonly messageId: string }[] };
  const ids = new Map<string, Set<string>>();
  for (const { text, messageId } of ((await answer.json()) as Mails).mails) {
    const orderId = ORDER_ID.exec(text)?.[0] ?? '';
    ids.set(orderId, (ids.get(orderId) ?? new Set()).add(messageId));
  }
  return ids;
};
