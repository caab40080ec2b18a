import type { Listener } from '@tidemark/bootstrap';
import { retention } from '@tidemark/event-store';
import type { BrokenStream } from '../judgments/sequence.ts';
import type { HeldReading, LetterReading } from '../judgments/letters.ts';
import type { RepeatedEffect, UnsentHandled } from '../judgments/messages.ts';
import type { Rest } from '../await-rest.ts';
import type { Acknowledgment } from '../judgments/acknowledged.ts';
import type { OutboxRow } from '../log-reading.ts';
import type { Snapshot } from './session.ts';
import { ofEach } from './session.ts';

const OUTBOX_COLUMNS = `select {name} as service, id::text as id, seq::float8 as seq, topic, key, type,
  (extract(epoch from occurred_at) * 1000)::float8 as at,
  coalesce(pg_visible_in_snapshot(transaction_id, $1::pg_snapshot), false) as "isBeforeRest" from {}.outbox`;

/** Every row, by id. None counts as sent before rest while there is no rest to be known of. */
export const readOutbox = async (
  { ask, services }: Snapshot,
  rest: Rest | undefined,
): Promise<ReadonlyMap<string, OutboxRow>> => {
  type Row = Omit<OutboxRow, 'occurredAt'> & { readonly at: number };
  const shared = new Map<string, string>();
  const once = (text: string): string => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    shared.set(text, text);
    return text;
  };
  const rows = new Map<string, OutboxRow>();
  for (const service of services) {
    for (const { at, topic, key, type, ...row } of await ask<Row>(ofEach([service], OUTBOX_COLUMNS), [
      rest?.snapshot,
    ])) {
      rows.set(row.id, { ...row, topic: once(topic), key: once(key), type: once(type), occurredAt: at });
    }
  }
  return rows;
};

/** Which of these ids an outbox has by now, though it had not when the snapshot was taken. */
export const findSentSince = async (
  ask: Snapshot['ask'],
  services: readonly string[],
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await ask<{ id: string }>(
    ofEach(services, 'select id::text as id from {}.outbox where id = any($1::uuid[])'),
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
};

export interface HearingReading {
  readonly expected: number;
  readonly missing: readonly {
    readonly id: string;
    readonly key: string;
    readonly type: string;
    readonly consumer: string;
  }[];
}

/** Messages that a consumer hears, and those of them that are not in its inbox. */
export const readHearings = async (
  { ask, services }: Snapshot,
  listeners: readonly Listener[],
): Promise<HearingReading> => {
  let expected = 0;
  const missing: HearingReading['missing'][number][] = [];
  for (const { service, name, topics, hears } of listeners) {
    if (!services.includes(service)) continue;
    const heard = ofEach(
      services,
      'select id, key, type from {}.outbox where topic = any($1::text[]) and type = any($2::text[])',
    );
    const rows = await ask<{ all: string; id: string | null; key: string; type: string }>(
      `with heard as materialized (${heard}),
            missing as (select h.* from heard h left join ${ofEachOne(service, '{}.inbox')} i
                          on i.consumer = $3 and i.message_id = h.id::text where i.message_id is null)
       select (select count(*) from heard) as all, id::text as id, key, type from (select 1) as one left join missing on true`,
      [topics, hears, name],
    );
    expected += Number(rows[0]?.all ?? 0);
    for (const { id, key, type } of rows) if (id !== null) missing.push({ id, key, type, consumer: name });
  }
  return { expected, missing };
};

const ofEachOne = (service: string, sql: string): string => ofEach([service], sql).slice(1, -1);

/** One message, one service: whatever it led to was said once. */
export const readRepeatedEffects = async ({ ask, services }: Snapshot): Promise<readonly RepeatedEffect[]> =>
  ask<RepeatedEffect>(
    ofEach(
      services,
      `select {name} as service, causation_id as "causationId", type, key, count(*)::int as times
       from {}.outbox group by causation_id, type, key, topic having count(*) > 1`,
    ),
  );

/** What was handled and is in no outbox; nothing is known of what has been pruned since. */
export const readUnsentHandled = async (
  { ask, services }: Snapshot,
  listeners: readonly Listener[],
): Promise<readonly UnsentHandled[]> => {
  const sent = ofEach(services, 'select id::text as id, seq from {}.outbox');
  const handled = ofEach(
    services,
    `select consumer, message_id, handled_at from {}.inbox where consumer = any($1::text[]) and length(message_id) = 36`,
  );
  return ask<UnsentHandled>(
    `with sent as materialized (${sent})
     select consumer, message_id as "messageId" from (${handled}) as h
     where not exists (select from sent s where s.id = h.message_id)
       and not exists (select from (${ofEach(services, `select min(seq) as first from {}.outbox`)}) as f where first > 1)`,
    [listeners.map(({ name }) => name)],
  );
};

export interface StreamsReading {
  readonly checked: number;
  readonly broken: readonly BrokenStream[];
}

/** Streams against their heads, and journals against the heads of their processes. */
export const readStreams = async ({ ask, services }: Snapshot): Promise<StreamsReading> => {
  const rows = await ask<BrokenStream & { checked: string }>(
    ofEach(
      services,
      `with told as (
         select stream_id, min(version) as first, max(version) as last, count(*)::int as count from {}.event group by stream_id
         union all
         select process_id, min(version), max(version), count(*)::int from {}.journal group by process_id
       ), compared as (
         select stream_id, first, last, coalesce(count, 0) as count, h.version as head,
                first = 1 and last = count and last = h.version as whole
         from told full join {}.head h using (stream_id)
       )
       select {name} as service, (select count(*) from compared) as checked, stream_id as "streamId", first, last, count, head
       from (select 1) as one left join compared on whole is not true`,
    ),
  );
  const checked = new Map(rows.map((row) => [row.service, Number(row.checked)]));
  return {
    checked: [...checked.values()].reduce((sum, count) => sum + count, 0),
    broken: rows.filter(({ streamId }) => (streamId as string | null) !== null),
  };
};

/** How long an inbox knows its messages. */
const INBOX_KEEP_MS = retention.find(({ table }) => table === 'inbox')?.keepMs ?? Infinity;

export const readLetters = async ({ ask, services }: Snapshot): Promise<readonly LetterReading[]> => {
  type Row = Omit<LetterReading, 'key' | 'offset'> & { readonly key: Buffer | null; readonly offset: string };
  const rows = await ask<Row>(
    ofEach(
      services,
      `select {name} as service, d.id::text as id, consumer, d.topic, d.partition, d."offset", d.key, code,
              (count(*) over (partition by consumer, d.topic, d.partition, d."offset"))::int as copies,
              exists (select from {}.outbox o where o.id = d.id) or d.at < rest.since as "isSent", status,
              (select count(*) from {}.held h where h.dead_letter_id = d.id)::int as held,
              exists (select from {}.inbox i where i.consumer = d.consumer and i.message_id = m.id)
                or d.at < statement_timestamp() - ${INBOX_KEEP_MS} * interval '1 millisecond' as "isClaimed",
              ((select count(*) from {}.event e where e.message_id = m.id)
                + (select count(*) from {}.journal j where j.message_id = m.id))::int as effects
       from {}.dead_letter d,
            lateral (select coalesce(d.headers->>'id', concat_ws('/', d.topic, d.partition, d."offset")) as id) as m,
            -- Rows before the first that remains were confirmed and deleted; where none remains, all were.
            (select coalesce(min(occurred_at) at time zone 'UTC', 'infinity') as since
             from (select occurred_at from {}.outbox order by seq limit 1) as first) as rest`,
    ),
  );
  return rows.map((row) => ({ ...row, key: row.key?.toString('utf8') ?? '', offset: Number(row.offset) }));
};

export const readHeld = async ({ ask, services }: Snapshot): Promise<readonly HeldReading[]> => {
  const rows = await ask<Omit<HeldReading, 'key'> & { readonly key: Buffer | null }>(
    ofEach(
      services,
      `select {name} as service, consumer, message_id as "messageId", key,
              exists (select from {}.inbox i where i.consumer = h.consumer and i.message_id = h.message_id) as "isClaimed",
              ((select count(*) from {}.event e where e.message_id = h.message_id)
                + (select count(*) from {}.journal j where j.message_id = h.message_id))::int as effects,
              (select count(*) from {}.dead_letter d where d.consumer = h.consumer and d.message_id = h.message_id
                 and d.id is distinct from h.dead_letter_id)::int as letters
       from {}.held h`,
    ),
  );
  return rows.map((row) => ({ ...row, key: row.key?.toString('utf8') ?? '' }));
};

/** The ids of everything that some consumer could not decode: whoever wrote it, it was not an outbox of ours. */
export const readDeadIds = async ({ ask, services }: Snapshot): Promise<ReadonlySet<string>> => {
  const rows = await ask<{ id: string }>(
    ofEach(services, `select headers->>'id' as id from {}.dead_letter where headers ? 'id'`),
  );
  return new Set(rows.map(({ id }) => id));
};

/** What POST /orders was answered, by key. */
export const readAnswers = async ({ ask }: Snapshot): Promise<ReadonlyMap<string, Acknowledgment>> => {
  const rows = await ask<{ key: string; status: number; order_id: string | null }>(
    `select key, (answer->>'status')::int as status, answer->'body'->>'orderId' as order_id
     from "order".idempotency where route = 'POST /orders'`,
  );
  return new Map(
    rows.map(({ key, status, order_id: orderId }) => [key, { key, status, ...(orderId !== null && { orderId }) }]),
  );
};
