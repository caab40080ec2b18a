import type { QueryConfig } from 'pg';
import type { Effects, IdempotencyClaim } from '../store.ts';
import { bytes, columns, dueAfter } from './columns.ts';
import { heldWrites } from './held-statements.ts';
import { insertRows, upsertRows } from './table-statements.ts';

/** Named, so that a session parses each once. Arrays become sets: one statement whatever the number of rows. */
export type Statement = QueryConfig & { readonly name: string };

export const begin: Statement = { name: 'begin', text: 'begin' };
export const commit: Statement = { name: 'commit', text: 'commit' };

export const claimInbox = (consumer: string, ids: readonly string[]): Statement => ({
  name: 'claim-inbox',
  text: `insert into inbox (consumer, message_id)
         select $1, id from unnest($2::text[]) as id order by id collate "C"
         on conflict do nothing returning message_id`,
  values: [consumer, [...new Set(ids)]],
});

/** For this transaction only. */
export const waitForLocks = (patienceMs: number): Statement => ({
  name: 'wait-for-locks',
  text: `select set_config('lock_timeout', $1, true)`,
  values: [`${String(patienceMs)}ms`],
});

export const lockHeads = (ids: readonly string[]): Statement => ({
  name: 'lock-heads',
  text: `select stream_id, version, definition, snapshot, recorded_at from head
         where stream_id = any($1::text[]) order by stream_id for update`,
  values: [ids],
});

/** Whoever gets this lock is alone with the route and key until its transaction ends, on any instance. Nobody waits. */
export const lockRequests = (claims: readonly IdempotencyClaim[]): Statement => ({
  name: 'lock-requests',
  text: `select place::int, pg_try_advisory_xact_lock(hashtextextended(route || ' ' || key, 0)) as held
         from unnest($1::text[], $2::text[]) with ordinality as t (route, key, place)`,
  values: columns(claims, [(claim) => claim.route, (claim) => claim.key]),
});

export const findEarlier = (claims: readonly IdempotencyClaim[]): Statement => ({
  name: 'find-earlier',
  text: `select place::int, body_hash, answer
         from unnest($1::text[], $2::text[]) with ordinality as t (route, key, place) join idempotency using (route, key)`,
  values: columns(claims, [(claim) => claim.route, (claim) => claim.key]),
});

export const readClock: Statement = {
  name: 'read-clock',
  text: `select date_trunc('milliseconds', clock_timestamp()) as now`,
};

/** One statement per kind of effect, and only where there is something to write. */
export const writes = (effects: Effects, inboxOf: string | undefined): readonly Statement[] => [
  // Heads before facts: a stream that another transaction created meanwhile shows up as its head, which is retried.
  ...headWrites(effects.heads),
  ...(effects.facts.length > 0 ? [insertFacts(effects.facts)] : []),
  ...rowWrites(effects.rows),
  ...(effects.journal.length > 0 ? [insertJournal(effects.journal)] : []),
  ...(effects.jobs.length > 0 ? [insertJobs(effects.jobs)] : []),
  ...deadlineWrites(effects.deadlines),
  ...(effects.deadLetters.length > 0 ? [insertDeadLetters(effects.deadLetters)] : []),
  ...heldWrites(effects),
  ...(effects.outbox.length > 0 ? [insertOutbox(effects.outbox)] : []),
  ...(effects.released.length > 0 && inboxOf !== undefined ? [releaseInbox(inboxOf, effects.released)] : []),
  ...(effects.answers.length > 0 ? [rememberAnswers(effects.answers)] : []),
  ...(effects.finished.length > 0 ? [finishJobs(effects.finished)] : []),
];

const insertFacts = (facts: Effects['facts']): Statement => ({
  name: 'insert-facts',
  text: `insert into event (stream_id, version, type, data, message_id, correlation_id, traceparent, actor, recorded_at)
         select * from unnest($1::text[], $2::int[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::text[],
                              $9::timestamptz[])`,
  values: columns(facts, [
    (row) => row.streamId,
    (row) => row.version,
    (row) => row.fact.type,
    (row) => JSON.stringify(row.fact),
    (row) => row.cause.messageId,
    (row) => row.cause.correlationId,
    (row) => row.cause.traceparent,
    (row) => row.cause.actor,
    (row) => row.recordedAt,
  ]),
});

const headWrites = (heads: Effects['heads']): readonly Statement[] => {
  const sorted = heads.toSorted((a, b) => (a.streamId < b.streamId ? -1 : 1));
  const values = (rows: Effects['heads']): unknown[] =>
    columns(rows, [
      (row) => row.streamId,
      (row) => row.version,
      (row) => row.definition,
      (row) => JSON.stringify(row.snapshot),
      (row) => row.recordedAt,
    ]);
  const created = sorted.filter((head) => head.created);
  const moved = sorted.filter((head) => !head.created);
  const set = 'unnest($1::text[], $2::int[], $3::int[], $4::jsonb[], $5::timestamptz[])';
  return [
    ...(created.length > 0
      ? [
          {
            name: 'insert-heads',
            text: `insert into head (stream_id, version, definition, snapshot, recorded_at) select * from ${set}`,
            values: values(created),
          },
        ]
      : []),
    ...(moved.length > 0
      ? [
          {
            name: 'update-heads',
            text: `update head set version = new.version, definition = new.definition, snapshot = new.snapshot,
                          recorded_at = new.recorded_at
                   from ${set} as new (stream_id, version, definition, snapshot, recorded_at)
                   where head.stream_id = new.stream_id`,
            values: values(moved),
          },
        ]
      : []),
  ];
};

const rowWrites = (writes: Effects['rows']): readonly Statement[] => {
  const byTable = Map.groupBy(writes, ({ table, created }) => `${table.name} ${String(created ?? false)}`);
  // Tables by name: two transactions that write several of them may wait for each other, and never in a circle.
  const sorted = [...byTable].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return sorted.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const rows = group.map(({ row }) => row);
    return [first.created === true ? insertRows(first.table, rows) : upsertRows(first.table, rows)];
  });
};

const insertJournal = (journal: Effects['journal']): Statement => ({
  name: 'insert-journal',
  text: `insert into journal (process_id, version, from_status, to_status, input, sent, message_id, actor, at)
         select process_id, version, from_status, to_status, input,
                array(select jsonb_array_elements_text(sent)), message_id, actor, at
         from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[],
                     $9::timestamptz[])
              as t (process_id, version, from_status, to_status, input, sent, message_id, actor, at)`,
  values: columns(journal, [
    (row) => row.processId,
    (row) => row.version,
    (row) => row.fromStatus,
    (row) => row.toStatus,
    (row) => row.input,
    (row) => JSON.stringify(row.sent),
    (row) => row.messageId,
    (row) => row.actor,
    (row) => row.at,
  ]),
});

const insertJobs = (jobs: Effects['jobs']): Statement => ({
  name: 'insert-jobs',
  text: `insert into job (id, kind, key, payload, cause, due_at, claim_token, claimed_until, attempts)
         select id, kind, key, payload, cause, ${dueAfter('delay_ms')},
                token, clock_timestamp() + lease_ms * interval '1 millisecond', (token is not null)::int
         from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::float8[], $7::uuid[], $8::float8[])
              as t (id, kind, key, payload, cause, delay_ms, token, lease_ms)`,
  values: columns(jobs, [
    (row) => row.id,
    (row) => row.kind,
    (row) => row.key,
    (row) => JSON.stringify(row.payload),
    (row) => JSON.stringify(row.cause),
    (row) => row.delayMs ?? 0,
    (row) => row.claim?.token ?? null,
    (row) => row.claim?.leaseMs ?? null,
  ]),
});

const deadlineWrites = (deadlines: Effects['deadlines']): readonly Statement[] => {
  const cleared = deadlines.filter(({ set }) => set === undefined).map(({ processId }) => processId);
  const set = deadlines
    .flatMap((row) => (row.set ? [{ processId: row.processId, ...row.set }] : []))
    .toSorted((a, b) => (a.processId < b.processId ? -1 : 1));
  return [
    ...(cleared.length > 0
      ? [
          {
            name: 'clear-deadlines',
            text: 'delete from deadline where process_id = any($1::text[])',
            values: [cleared],
          },
        ]
      : []),
    ...(set.length > 0
      ? [
          {
            name: 'set-deadlines',
            // Overdue since the first deadline that passed, however often it was asked again since, by itself or by somebody.
            text: `insert into deadline (process_id, status, due_at, cause, overdue_since)
                   select process_id, status, ${dueAfter('after_ms')}, cause,
                          case when overdue then clock_timestamp() end
                   from unnest($1::text[], $2::text[], $3::float8[], $4::jsonb[], $5::bool[])
                        as t (process_id, status, after_ms, cause, overdue)
                   on conflict (process_id) do update set status = excluded.status, due_at = excluded.due_at,
                     cause = excluded.cause, claimed_until = null, claim_token = null,
                     overdue_since = case when excluded.overdue_since is not null
                                          then coalesce(deadline.overdue_since,
                                                        case when deadline.due_at <= clock_timestamp() then deadline.due_at end)
                                     end,
                     alarmed_at = case when excluded.overdue_since is not null then deadline.alarmed_at end`,
            values: columns(set, [
              (row) => row.processId,
              (row) => row.status,
              (row) => row.afterMs,
              (row) => JSON.stringify(row.cause),
              (row) => row.overdue ?? false,
            ]),
          },
        ]
      : []),
  ];
};

const insertDeadLetters = (letters: Effects['deadLetters']): Statement => ({
  name: 'insert-dead-letters',
  text: `insert into dead_letter (id, consumer, message_id, topic, partition, "offset", key, value, headers, timestamp_ms,
                                  attempts, code, cause, stack, at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::bytea[],
                              $8::bytea[], $9::jsonb[], $10::bigint[], $11::int[], $12::text[], $13::text[], $14::text[],
                              $15::timestamptz[])`,
  values: columns(letters, [
    (row) => row.id,
    (row) => row.consumer,
    (row) => row.messageId,
    (row) => row.topic,
    (row) => row.partition,
    (row) => row.offset,
    (row) => bytes(row.key),
    (row) => bytes(row.value),
    (row) => JSON.stringify(row.headers),
    (row) => row.timestampMs,
    (row) => row.attempts,
    (row) => row.code,
    (row) => row.cause,
    (row) => row.stack,
    (row) => row.at,
  ]),
});

const insertOutbox = (outbox: Effects['outbox']): Statement => ({
  name: 'insert-outbox',
  text: `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, stream_version,
                             dead_letter_cause, dead_letter_origin, occurred_at, payload)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                              $9::text[], $10::text[], $11::text[], $12::timestamp[], $13::bytea[])`,
  values: columns(outbox, [
    (row) => row.id,
    (row) => row.topic,
    (row) => row.key,
    (row) => row.type,
    (row) => row.cause.correlationId,
    (row) => row.cause.messageId,
    (row) => row.cause.traceparent,
    (row) => row.cause.actor,
    (row) => row.streamVersion?.toString() ?? null,
    (row) => row.deadLetter?.cause ?? null,
    (row) => row.deadLetter?.origin ?? null,
    (row) => row.occurredAt,
    (row) => bytes(row.payload),
  ]),
});

const releaseInbox = (consumer: string, ids: readonly string[]): Statement => ({
  name: 'release-inbox',
  text: 'delete from inbox where consumer = $1 and message_id = any($2::text[])',
  values: [consumer, ids],
});

const rememberAnswers = (answers: Effects['answers']): Statement => ({
  name: 'remember-answers',
  text: `insert into idempotency (route, key, body_hash, answer)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`,
  values: columns(answers, [
    (row) => row.claim.route,
    (row) => row.claim.key,
    (row) => row.claim.bodyHash,
    (row) => JSON.stringify(row.answer),
  ]),
});

const finishJobs = (ids: Effects['finished']): Statement => ({
  name: 'finish-jobs',
  // What the call needed, such as a card token, is not kept here longer than it is needed.
  text: 'delete from job where id = any($1::uuid[])',
  values: [ids],
});
