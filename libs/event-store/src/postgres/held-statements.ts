import type { Claim, ClaimedHeld, Effects, InboxPlan } from '../store.ts';
import { bytes, columns, dueAfter } from './columns.ts';
import type { Statement } from './statements.ts';

/** After the inbox's claims, so that what another transaction held before it let go of a claim is seen. */
export const findHeldLanes = ({ consumer, lanes = [] }: InboxPlan): Statement => ({
  name: 'find-held-lanes',
  text: `select asked.lane from unnest($2::text[]) as asked (lane)
         where exists (select from held where held.consumer = $1 and held.lane = asked.lane)`,
  values: [consumer, lanes],
});

export const lockHeld = (ids: readonly string[]): Statement => ({
  name: 'lock-held',
  text: 'select id, claim_token as token from held where id = any($1::uuid[]) order by seq for update',
  values: [ids],
});

/** So many of a lane come with its first. */
const LANE_AT_ONCE = 50;

/** The first of each lane that is due is claimed; those behind it need no claim of their own: nobody passes the first. */
export const claimHeld = ({
  consumers,
  token,
  limit,
  leaseMs,
}: Claim & { readonly consumers: readonly string[] }): Statement => ({
  name: 'claim-held',
  text: `with first as (
           update held set claimed_until = clock_timestamp() + $1 * interval '1 millisecond', claim_token = $2
           where id = any(array(
             select id from held as this where due_at <= statement_timestamp() and consumer = any($3::text[])
               and (claimed_until is null or claimed_until < clock_timestamp())
               and not exists (select from held as before
                               where before.consumer = this.consumer and before.lane = this.lane and before.seq < this.seq)
             order by due_at limit $4 for update skip locked))
           returning held.*),
         taken as (
           select * from first
           union all
           select behind.* from first cross join lateral (
             select * from held where held.consumer = first.consumer and held.lane = first.lane and held.seq > first.seq
             order by held.seq limit ${String(LANE_AT_ONCE - 1)}) as behind)
         select id, consumer, lane, message_id, topic, partition, "offset", key, value, headers, timestamp_ms, attempts,
                dead_letter_id
         from taken order by seq`,
  values: [leaseMs, token, consumers, limit],
});

export interface ClaimedHeldRecord {
  readonly id: string;
  readonly consumer: string;
  readonly lane: string;
  readonly message_id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp_ms: string;
  readonly attempts: number;
  readonly dead_letter_id: string | null;
}

export const toClaimedHeld = (row: ClaimedHeldRecord): ClaimedHeld => ({
  id: row.id,
  consumer: row.consumer,
  lane: row.lane,
  messageId: row.message_id,
  record: {
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    key: row.key,
    value: row.value,
    headers: row.headers,
    timestampMs: Number(row.timestamp_ms),
  },
  attempts: row.attempts,
  deadLetterId: row.dead_letter_id,
});

export const countHeld: Statement = {
  name: 'count-held',
  text: `select consumer, count(*)::int as messages, count(distinct lane)::int as lanes,
                extract(epoch from clock_timestamp() - min(held_at))::float8 * 1000 as "oldestMs"
         from held group by consumer`,
};

/** What becomes of held messages and of dead letters that were sent again; only where there is something to write. */
export const heldWrites = ({ held, heldEnded, heldPostponed, redriven }: Effects): readonly Statement[] => [
  ...(held.length > 0 ? [insertHeld(held)] : []),
  ...(heldEnded.length > 0 ? [endHeld(heldEnded)] : []),
  ...(heldPostponed.length > 0 ? [postponeHeld(heldPostponed)] : []),
  ...(redriven.length > 0 ? [noteRedriven(redriven)] : []),
];

const insertHeld = (rows: Effects['held']): Statement => ({
  name: 'insert-held',
  text: `insert into held (id, consumer, lane, message_id, topic, partition, "offset", key, value, headers, timestamp_ms,
                           attempts, code, cause, stack, dead_letter_id, due_at)
         select id, consumer, lane, message_id, topic, partition, "offset", key, value, headers, timestamp_ms, attempts,
                code, cause, stack, dead_letter_id, ${dueAfter('after_ms')}
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::bytea[],
                     $9::bytea[], $10::jsonb[], $11::bigint[], $12::int[], $13::text[], $14::text[], $15::text[],
                     $16::uuid[], $17::float8[])
              with ordinality as t (id, consumer, lane, message_id, topic, partition, "offset", key, value, headers,
                                    timestamp_ms, attempts, code, cause, stack, dead_letter_id, after_ms, place)
         order by place`,
  values: columns(rows, [
    (row) => row.id,
    (row) => row.consumer,
    (row) => row.lane,
    (row) => row.messageId,
    (row) => row.record.topic,
    (row) => row.record.partition,
    (row) => row.record.offset,
    (row) => bytes(row.record.key),
    (row) => bytes(row.record.value),
    (row) => JSON.stringify(row.record.headers),
    (row) => row.record.timestampMs,
    (row) => row.attempts,
    (row) => row.failure?.code ?? null,
    (row) => row.failure?.cause ?? null,
    (row) => row.failure?.stack ?? null,
    (row) => row.deadLetterId ?? null,
    (row) => row.afterMs,
  ]),
});

const endHeld = (ids: readonly string[]): Statement => ({
  name: 'end-held',
  text: 'delete from held where id = any($1::uuid[])',
  values: [ids],
});

const postponeHeld = (rows: Effects['heldPostponed']): Statement => ({
  name: 'postpone-held',
  text: `update held set attempts = new.attempts, due_at = ${dueAfter('new.after_ms')},
                         code = coalesce(new.code, held.code), cause = coalesce(new.cause, held.cause),
                         stack = coalesce(new.stack, held.stack), claimed_until = null, claim_token = null
         from unnest($1::uuid[], $2::int[], $3::float8[], $4::text[], $5::text[], $6::text[])
              as new (id, attempts, after_ms, code, cause, stack)
         where held.id = new.id`,
  values: columns(rows, [
    (row) => row.id,
    (row) => row.attempts,
    (row) => row.afterMs,
    (row) => row.failure?.code ?? null,
    (row) => row.failure?.cause ?? null,
    (row) => row.failure?.stack ?? null,
  ]),
});

const noteRedriven = (rows: Effects['redriven']): Statement => ({
  name: 'note-redriven',
  text: `update dead_letter set status = case when new.code is null then 'handled' else 'open' end, attempts = new.attempts,
                                code = coalesce(new.code, dead_letter.code), cause = coalesce(new.cause, dead_letter.cause),
                                stack = coalesce(new.stack, dead_letter.stack), changed_at = clock_timestamp()
         from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[]) as new (id, attempts, code, cause, stack)
         where dead_letter.id = new.id`,
  values: columns(rows, [
    (row) => row.deadLetterId,
    (row) => row.attempts,
    (row) => row.failure?.code ?? null,
    (row) => row.failure?.cause ?? null,
    (row) => row.failure?.stack ?? null,
  ]),
});
