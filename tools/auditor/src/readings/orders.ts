import type {
  Declared,
  LedgerReading,
  NotificationReading,
  OpenJob,
  OrderCase,
  OrderStream,
  PaymentFact,
  ProcessReading,
} from '../order-case.ts';
import type { ReservationStream, ShipmentReading, ViewReading } from '../order-case.ts';
import type { LedgerTotal } from '../judgments/money.ts';
import type { Snapshot } from './session.ts';
import { ofEach } from './session.ts';
import { FOLD_OF_FACTS, STANDING_VIEW } from './view-digests.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
export type OpenCase = Writable<OrderCase> & {
  payment: PaymentFact[];
  ledger: LedgerReading[];
  notifications: NotificationReading[];
  openJobs: OpenJob[];
};

/** All orders that any of the services knows, by id. */
export class Cases {
  readonly byOrder = new Map<string, OpenCase>();

  of(orderId: string): OpenCase {
    let known = this.byOrder.get(orderId);
    if (known === undefined) {
      known = { orderId, payment: [], ledger: [], notifications: [], openJobs: [], unheard: [], isBeforeRest: true };
      this.byOrder.set(orderId, known);
    }
    return known;
  }
}

/** Lines as a text that can be compared: sorted by SKU. */
const piecesOf = (lines: string): string =>
  `coalesce((select string_agg(concat(l->>'sku', '×', l->>'quantity'), ', ' order by l->>'sku' collate "C")
             from jsonb_array_elements(${lines}) as l), '')`;

const epochMs = (time: string): string => `(extract(epoch from ${time}) * 1000)::float8`;

type Text = readonly string[];

/** Reads what every service knows of every order: one question per kind of thing, none per order. */
export const readOrders = async (snapshot: Snapshot): Promise<Cases> => {
  const cases = new Cases();
  await readOrderStreams(snapshot, cases);
  await readProcesses(snapshot, cases);
  await readReservations(snapshot, cases);
  await readPayments(snapshot, cases);
  await readLedger(snapshot, cases);
  await readShipments(snapshot, cases);
  await readNotifications(snapshot, cases);
  await readOpenJobs(snapshot, cases);
  await readViews(snapshot, cases);
  return cases;
};

const readOrderStreams = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  type Row = {
    id: string;
    facts: Text;
    total: string | null;
    currency: string | null;
    pieces: string | null;
    placed: number;
  };
  const rows = await ask<Row>(
    `select substr(stream_id, 7) as id, array_agg(type order by version) as facts,
            max((data->>'totalMinor')::bigint) filter (where type = 'OrderPlaced') as total,
            max(data->>'currency') filter (where type = 'OrderPlaced') as currency,
            max(${piecesOf(`data->'lines'`)}) filter (where type = 'OrderPlaced') as pieces,
            ${epochMs('min(recorded_at)')} as placed
     from "order".event where stream_id like 'order-%' group by stream_id`,
  );
  for (const { id, facts, total, currency, pieces, placed } of rows) {
    const order: OrderStream = {
      facts,
      totalMinor: Number(total ?? 0),
      currency: currency ?? '',
      pieces: pieces ?? '',
      placedAt: placed,
    };
    cases.of(id).order = order;
  }
};

const readProcesses = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const heads = await ask<{ id: string; status: string; version: number; waits: string | null; due: number | null }>(
    `select substr(h.stream_id, 13) as id, h.snapshot->>'status' as status, h.version, d.status as waits,
            ${epochMs('d.due_at')} as due
     from "order".head h left join "order".deadline d on d.process_id = h.stream_id
     where h.stream_id like 'fulfillment-%'`,
  );
  const steps = await ask<{ id: string; starts: Text; ends: Text; inputs: Text; sent: Text }>(
    `select substr(process_id, 13) as id, array_agg(from_status order by version) as starts,
            array_agg(to_status order by version) as ends, array_agg(input order by version) as inputs,
            array_agg(array_to_string(sent, ' ') order by version) as sent
     from "order".journal where process_id like 'fulfillment-%' group by process_id`,
  );
  const stepsOf = new Map(
    steps.map(({ id, starts, ends, inputs, sent }) => [
      id,
      starts.map((from, index) => {
        return { from, to: ends[index] ?? '', input: inputs[index] ?? '', sent: wordsOf(sent[index] ?? '') };
      }),
    ]),
  );
  const declaredOf = await readDeclared(ask);
  for (const { id, status, version, waits, due } of heads) {
    const process: ProcessReading = {
      status,
      version,
      steps: stepsOf.get(id) ?? [],
      declared: declaredOf.get(id) ?? [],
      ...(waits !== null && { deadline: { status: waits, dueAt: due ?? 0 } }),
    };
    cases.of(id).process = process;
  }
};

/** What journal and record of the operation say alike, of the same message: one without the other declares nothing. */
const readDeclared = async (ask: Snapshot['ask']): Promise<ReadonlyMap<string, readonly Declared[]>> => {
  const rows = await ask<Declared & { id: string }>(
    `select o.order_id::text as id, o.answer, o.reason, j.actor, ${epochMs('j.at')} as at
     from "order".fulfillment_operation o
     join "order".journal j on j.message_id = o.message_id and j.process_id = 'fulfillment-' || o.order_id
     where o.input = 'AnswerSettledOutside' and j.input = o.input and j.actor = o.actor and o.answer is not null
     order by j.version`,
  );
  const declared = new Map<string, Declared[]>();
  for (const { id, ...one } of rows) declared.set(id, [...(declared.get(id) ?? []), one]);
  return declared;
};

const wordsOf = (text: string): Text => (text === '' ? [] : text.split(' '));

const readReservations = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const lines = (type: string): string =>
    `coalesce(max(${piecesOf(`data->'lines'`)}) filter (where type = '${type}'), '')`;
  const rows = await ask<ReservationStream & { id: string }>(
    `select substr(stream_id, 13) as id, array_agg(type order by version) as facts,
            ${lines('ReservationMade')} as made, ${lines('ReservationReleased')} as released,
            ${lines('ReservationShipped')} as shipped
     from inventory.event where stream_id like 'reservation-%' group by stream_id`,
  );
  for (const { id, ...reservation } of rows) cases.of(id).reservation = reservation;
};

const readPayments = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const rows = await ask<{ id: string; types: Text; amounts: Text; currencies: Text }>(
    `select substr(stream_id, 9) as id, array_agg(type order by version) as types,
            array_agg(coalesce(data->>'amountMinor', '0') order by version) as amounts,
            array_agg(coalesce(data->>'currency', '') order by version) as currencies
     from payment.event where stream_id like 'payment-%' group by stream_id`,
  );
  for (const { id, types, amounts, currencies } of rows) {
    cases.of(id).payment = types.map((type, index) => ({
      type,
      amountMinor: Number(amounts[index]),
      currency: currencies[index] ?? '',
    }));
  }
};

const SIDE = (side: string): string => `coalesce(sum(amount_minor) filter (where side = '${side}'), 0)`;

const readLedger = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  type Row = { id: string; currency: string; debit: string; credit: string; net: string; entries: number };
  const rows = await ask<Row>(
    `select order_id::text as id, currency, ${SIDE('debit')} as debit, ${SIDE('credit')} as credit, count(*)::int as entries,
            coalesce(sum(case side when 'debit' then amount_minor else -amount_minor end)
                       filter (where account = 'provider-receivable'), 0) as net
     from payment.ledger_entry group by order_id, currency`,
  );
  for (const { id, currency, debit, credit, net, entries } of rows) {
    const sums = { currency, debitMinor: Number(debit), creditMinor: Number(credit), netMinor: Number(net), entries };
    cases.of(id).ledger.push(sums);
  }
};

/** The whole ledger, added up by the database. */
export const readLedgerTotals = async ({ ask }: Snapshot): Promise<readonly LedgerTotal[]> => {
  const rows = await ask<{ currency: string; debit: string; credit: string }>(
    `select currency, ${SIDE('debit')} as debit, ${SIDE('credit')} as credit from payment.ledger_entry group by currency`,
  );
  return rows.map(({ currency, debit, credit }) => ({
    currency,
    debitMinor: Number(debit),
    creditMinor: Number(credit),
  }));
};

const readShipments = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const rows = await ask<ShipmentReading & { id: string }>(
    `select order_id::text as id, status, ${piecesOf('lines')} as pieces from shipping.shipment`,
  );
  for (const { id, status, pieces } of rows) cases.of(id).shipment = { status, pieces };
};

/** How often a mail was handed over is in the job while its call is open, and in the notification with the outcome. */
const readNotifications = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const rows = await ask<NotificationReading & { id: string }>(
    `select n.order_id::text as id, n.kind, n.status, ${epochMs('n.created_at')} as "createdAt",
            greatest(n.attempts, max(j.attempts)) as attempts
     from notification.notification n left join notification.job j on j.key = n.notification_id
     group by n.notification_id`,
  );
  for (const { id, ...notification } of rows) cases.of(id).notifications.push(notification);
};

const readOpenJobs = async ({ ask, services }: Snapshot, cases: Cases): Promise<void> => {
  // The key of a job begins with the order's id, whatever follows.
  const rows = await ask<OpenJob & { id: string }>(
    ofEach(
      services,
      `select {name} as service, left(key, 36) as id, kind, attempts, last_error as "lastError"
       from {}.job`,
    ),
  );
  for (const { id, ...job } of rows) cases.of(id).openJobs.push(job);
};

const readViews = async ({ ask }: Snapshot, cases: Cases): Promise<void> => {
  const set = (id: string, more: ViewReading): void => {
    const known = cases.of(id);
    known.view = { ...known.view, ...more };
  };
  for (const { id, digest, version } of await ask<{ id: string; digest: string; version: number }>(STANDING_VIEW)) {
    set(id, { standing: digest, standingVersion: version });
  }
  for (const { id, digest } of await ask<{ id: string; digest: string }>(FOLD_OF_FACTS)) set(id, { ofFacts: digest });
  const told = await ask<{ id: string; version: number }>(
    `select answer->'body'->>'orderId' as id, max((answer->'body'->>'version')::int) as version
     from "order".idempotency where answer->'body' ? 'orderId' and answer->'body' ? 'version' group by 1`,
  );
  for (const { id, version } of told) set(id, { toldVersion: version });
};
