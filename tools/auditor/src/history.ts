import type { Mailbox } from './readings/mailbox.ts';
import type { LedgerEntry } from './readings/provider.ts';
import { orderOfEntry } from './readings/provider.ts';
import type { Session, Snapshot } from './readings/session.ts';
import { ofEach } from './readings/session.ts';

/** One thing that happened about an order. */
export interface Happening {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly where: string;
  readonly what: string;
}

const ms = (time: string): string => `(extract(epoch from ${time}) * 1000)::float8 as at`;

/** What is asked of each service; `$1` is the order, `$2` every id of the messages about it. */
const QUESTIONS: readonly string[] = [
  `select ${ms('recorded_at')}, {name} as "where",
          concat('fact ', stream_id, ' v', version, ' ', type, case when type like 'Stock%' then concat(' ', data->>'quantity') end) as what
   from {}.event where stream_id like '%-' || $1 or (message_id = any($2::text[]) and stream_id like 'stock-%')`,
  `select ${ms('at')}, {name}, concat('process ', from_status, ' → ', to_status, ' on ', input,
          case when cardinality(sent) > 0 then ', sends ' || array_to_string(sent, ' and ') end, case when actor <> '' then ' (' || actor || ')' end)
   from {}.journal where process_id like '%-' || $1`,
  `select ${ms('occurred_at')}, {name}, concat('sends ', type, ' to ', topic, ' as ', id) from {}.outbox where key = $1`,
  `select ${ms('handled_at')}, {name}, concat(consumer, ' handles ', message_id) from {}.inbox where message_id = any($2::text[])`,
  `select ${ms('created_at')}, {name}, concat('call ', kind, ' decided, ', attempts, ' attempts, not answered: ',
          coalesce(last_error, 'no error told'))
   from {}.job where left(key, 36) = $1`,
  `select ${ms('at')}, {name}, concat('dead letter of ', consumer, ' at ', topic, '/', partition, '/', "offset", ': ', code, ', ', cause)
   from {}.dead_letter where convert_from(key, 'SQL_ASCII') = $1`,
  `select ${ms('due_at')}, {name}, concat('deadline of ', status) from {}.deadline where process_id like '%-' || $1`,
];

const OWN: readonly string[] = [
  `select ${ms('booked_at')}, 'payment' as "where", concat('books ', side, ' ', amount_minor, ' ', currency, ' on ', account) as what
   from payment.ledger_entry where order_id = $1::uuid`,
  `select ${ms('created_at')}, 'notification', concat('mail "', kind, '" asked for') from notification.notification where order_id = $1::uuid`,
  `select ${ms('sent_at')}, 'notification', concat('mail "', kind, '" ', status, ', handed over ',
          case attempts when 1 then 'once' else attempts || ' times' end)
   from notification.notification where order_id = $1::uuid and sent_at is not null`,
  `select ${ms('created_at')}, 'order', concat('POST answered ', answer->>'status', ', key ', key) from "order".idempotency
   where answer->'body'->>'orderId' = $1`,
];

export interface HistorySources {
  readonly session: Pick<Session, 'snapshot'>;
  readonly ledger: readonly LedgerEntry[] | undefined;
  readonly mailbox: Mailbox | undefined;
}

/** Everything that any part knows of an order, in the order of time. */
export const historyOf = async (
  orderId: string,
  { session, ledger, mailbox }: HistorySources,
): Promise<readonly Happening[]> => {
  const inside = await session.snapshot((snapshot) => insideOf(orderId, snapshot));
  const outside = (ledger ?? [])
    .filter((entry) => orderOfEntry(entry) === orderId)
    .map((entry) => ({ at: Date.parse(entry.createdAt), where: 'provider', what: saidOf(entry) }));
  const mails = (mailbox?.byOrder.get(orderId) ?? []).map(({ kind, receivedAt }) => ({
    at: receivedAt,
    where: 'mail server',
    what: `takes the mail "${kind}"`,
  }));
  return [...inside, ...outside, ...mails].toSorted((a, b) => a.at - b.at);
};

const saidOf = ({ type, status, amountMinor, currency }: LedgerEntry): string =>
  [type, status, amountMinor, currency].filter((part) => part !== undefined && part !== null).join(' ');

const insideOf = async (orderId: string, { ask, services }: Snapshot): Promise<readonly Happening[]> => {
  const ids = await ask<{ id: string }>(ofEach(services, 'select id::text as id from {}.outbox where key = $1'), [
    orderId,
  ]);
  // Every question must use both values, or Postgres could not tell the type of the one it does not see.
  const both = (sql: string): string =>
    `select q.* from (${sql}) as q (at, "where", what) where $1::text is not null and $2::text[] is not null`;
  const sql = [...QUESTIONS.map((question) => ofEach(services, both(question))), ...OWN.map((own) => `(${both(own)})`)];
  return ask<Happening>(sql.join('\nunion all\n'), [orderId, ids.map(({ id }) => id)]);
};

/** The history as lines: the time, what part, what happened. */
export const linesOfHistory = (orderId: string, happenings: readonly Happening[]): readonly string[] => {
  const width = Math.max(...happenings.map(({ where }) => where.length));
  return happenings.length === 0
    ? [`nobody knows of an order ${orderId}`]
    : happenings.map(({ at, where, what }) => `${new Date(at).toISOString()}  ${where.padEnd(width)}  ${what}`);
};
