import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OutboxTimes1700000000015 } from './outbox-times.migration.ts';

/** The tables every unit of work writes to; each service has its own, in its own schema. */
export class UnitOfWork1700000000000 implements MigrationInterface {
  readonly name = 'UnitOfWork1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event, head, inbox, outbox, journal, job, deadline, dead_letter, idempotency');
  }
}

const TABLES = [
  `create table event (
    position bigint generated always as identity,
    stream_id text collate "C" not null,
    version int not null check (version > 0),
    type text not null,
    data jsonb not null,
    message_id text not null,
    correlation_id text not null,
    traceparent text not null,
    actor text not null,
    recorded_at timestamptz(3) not null,
    primary key (stream_id, version)
  )`,
  `create table head (
    stream_id text collate "C" primary key,
    version int not null check (version > 0),
    definition int not null,
    snapshot jsonb not null,
    recorded_at timestamptz(3) not null
  ) with (fillfactor = 70)`,
  `create table inbox (
    consumer text collate "C" not null,
    message_id text collate "C" not null,
    handled_at timestamptz(3) not null default clock_timestamp(),
    primary key (consumer, message_id)
  )`,
  // The connector must be able to handle every row that can exist: a row it cannot handle would stop it for ever.
  `create table outbox (
    seq bigint generated always as identity primary key,
    transaction_id xid8 not null default pg_current_xact_id(),
    id uuid not null,
    topic text not null check (topic ~ '^[a-z][a-z0-9-]*([.][a-z][a-z0-9-]*)+[.]v[0-9]+$'),
    key text not null check (octet_length(key) <= 1024),
    type text not null check (octet_length(type) <= 256),
    correlation_id text not null check (octet_length(correlation_id) <= 256),
    causation_id text not null check (octet_length(causation_id) <= 256),
    traceparent text not null check (octet_length(traceparent) <= 256),
    actor text not null check (octet_length(actor) <= 256),
    stream_version text check (octet_length(stream_version) <= 32),
    dead_letter_cause text check (octet_length(dead_letter_cause) <= 4096),
    dead_letter_origin text check (octet_length(dead_letter_origin) <= 1024),
    occurred_at timestamp(3) not null,
    payload bytea not null check (octet_length(payload) <= 524288)
  )`,
  `create table journal (
    process_id text collate "C" not null,
    version int not null,
    from_status text not null,
    to_status text not null,
    input text not null,
    sent text[] not null,
    message_id text not null,
    actor text not null,
    at timestamptz(3) not null,
    primary key (process_id, version)
  )`,
  `create table job (
    id uuid primary key,
    kind text not null,
    key text not null,
    payload jsonb not null,
    cause jsonb not null,
    created_at timestamptz(3) not null default clock_timestamp(),
    due_at timestamptz(3) not null,
    attempts int not null default 0,
    claimed_until timestamptz(3),
    claim_token uuid,
    finished_at timestamptz(3),
    last_error text
  )`,
  'create index job_due on job (due_at) where finished_at is null',
  `create table deadline (
    process_id text collate "C" primary key,
    status text not null,
    cause jsonb not null,
    due_at timestamptz(3) not null,
    claimed_until timestamptz(3),
    claim_token uuid
  )`,
  'create index deadline_due on deadline (due_at)',
  `create table dead_letter (
    id uuid primary key,
    consumer text not null,
    topic text not null,
    partition int not null,
    "offset" bigint not null,
    key bytea,
    value bytea,
    headers jsonb not null,
    code text not null,
    cause text not null,
    stack text not null,
    at timestamptz(3) not null
  )`,
  `create table idempotency (
    route text collate "C" not null,
    key text collate "C" not null,
    body_hash text not null,
    answer jsonb not null,
    created_at timestamptz(3) not null default clock_timestamp(),
    primary key (route, key)
  )`,
];

/** What is overdue is remembered and told; old answers are found by their age. */
export class Upkeep1700000000010 implements MigrationInterface {
  readonly name = 'Upkeep1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['deadline', 'job']) {
      await runner.query(`alter table ${table} add overdue_since timestamptz(3), add alarmed_at timestamptz(3)`);
    }
    // Empty while all is well, so they cost nothing then.
    await runner.query('create index deadline_overdue on deadline (overdue_since) where overdue_since is not null');
    await runner.query(
      'create index job_overdue on job (overdue_since) where overdue_since is not null and finished_at is null',
    );
    await runner.query('create index idempotency_age on idempotency (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index idempotency_age');
    for (const table of ['deadline', 'job']) {
      await runner.query(`alter table ${table} drop overdue_since, drop alarmed_at`);
    }
  }
}

/** Messages that wait for another attempt; dead letters that can be sent again. */
export class Held1700000000020 implements MigrationInterface {
  readonly name = 'Held1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table held (
      id uuid primary key,
      seq bigint generated always as identity,
      consumer text collate "C" not null,
      lane text collate "C" not null,
      message_id text collate "C" not null,
      topic text not null,
      partition int not null,
      "offset" bigint not null,
      key bytea,
      value bytea,
      headers jsonb not null,
      timestamp_ms bigint not null,
      attempts int not null,
      code text,
      cause text,
      stack text,
      dead_letter_id uuid references dead_letter (id),
      held_at timestamptz(3) not null default clock_timestamp(),
      due_at timestamptz(3) not null,
      claimed_until timestamptz(3),
      claim_token uuid,
      unique (consumer, lane, seq),
      unique (consumer, message_id)
    )`);
    await runner.query('create index held_due on held (due_at)');
    await runner.query(`alter table dead_letter
      add message_id text collate "C" not null default '',
      add timestamp_ms bigint not null default 0,
      add attempts int not null default 0,
      add status text not null default 'open' check (status in ('open', 'held', 'handled', 'discarded')),
      add edited_value bytea,
      add changed_at timestamptz(3)`);
    // Those from before this table did not note it; their headers and their place say the same.
    await runner.query(`update dead_letter
      set message_id = coalesce(headers ->> 'id', topic || '/' || partition || '/' || "offset"),
          timestamp_ms = extract(epoch from at) * 1000`);
    await runner.query('create index dead_letter_listed on dead_letter (status, at, id)');
    await runner.query(`create table operator_action (
      id uuid primary key,
      dead_letter_id uuid not null references dead_letter (id),
      action text not null,
      actor text not null,
      reason text not null,
      result text not null,
      at timestamptz(3) not null
    )`);
    await runner.query('create index operator_action_of on operator_action (dead_letter_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table operator_action');
    await runner.query('drop table held');
    await runner.query('drop index dead_letter_listed');
    await runner.query(`alter table dead_letter
      drop message_id, drop timestamp_ms, drop attempts, drop status, drop edited_value, drop changed_at`);
  }
}

/** Half a page of room: most heads are written once or twice more, soon after the first time, and stay where they are. */
export class HeadRoom1700000000030 implements MigrationInterface {
  readonly name = 'HeadRoom1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table head set (fillfactor = 50)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table head set (fillfactor = 70)');
  }
}

/**
 * A job is a call that is still to be answered: with its outcome it is deleted. The table stays as small as what is open,
 * and keeps nothing of what a call needed.
 */
export class FinishedJobs1700000000040 implements MigrationInterface {
  readonly name = 'FinishedJobs1700000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('delete from job where finished_at is not null');
    await runner.query('drop index job_due, job_overdue');
    await runner.query('alter table job drop finished_at');
    await runner.query('create index job_due on job (due_at)');
    // Empty while all is well, so it costs nothing then.
    await runner.query('create index job_overdue on job (overdue_since) where overdue_since is not null');
  }

  /** What was finished stays forgotten. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index job_due, job_overdue');
    await runner.query('alter table job add finished_at timestamptz(3)');
    await runner.query('create index job_due on job (due_at) where finished_at is null');
    await runner.query(
      'create index job_overdue on job (overdue_since) where overdue_since is not null and finished_at is null',
    );
  }
}

/** The migrations that every service runs before its own. */
export const unitOfWorkMigrations = [
  UnitOfWork1700000000000,
  Upkeep1700000000010,
  OutboxTimes1700000000015,
  Held1700000000020,
  HeadRoom1700000000030,
  FinishedJobs1700000000040,
] as const;

/**
 * What the role of a service may do with these tables. What happened cannot be changed, by anyone with the role; what is
 * settled can be forgotten, see `retention.ts`.
 */
export const unitOfWorkGrants: Readonly<Record<string, readonly TablePrivilege[]>> = {
  event: ['select', 'insert'],
  head: ['select', 'insert', 'update'],
  inbox: ['select', 'insert', 'delete'],
  outbox: ['select', 'insert', 'delete'],
  journal: ['select', 'insert'],
  job: ['select', 'insert', 'update', 'delete'],
  deadline: ['select', 'insert', 'update', 'delete'],
  dead_letter: ['select', 'insert', 'update', 'delete'],
  held: ['select', 'insert', 'update', 'delete'],
  operator_action: ['select', 'insert', 'delete'],
  idempotency: ['select', 'insert', 'update', 'delete'],
};

export type TablePrivilege = 'select' | 'insert' | 'update' | 'delete';
