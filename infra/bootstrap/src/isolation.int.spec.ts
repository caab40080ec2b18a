import { randomUUID } from 'node:crypto';
import { unitOfWorkGrants } from '@tidemark/event-store';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twinsOfCatalogs as catalogs } from './catalogs.fixtures.ts';
import { auditorRoleOf, prepareDatabase, replicationRoleOf } from './postgres/prepare-database.ts';
import { settingsOf } from './settings.ts';
import type { TestStack } from './test-stack.fixtures.ts';
import { testStack } from './test-stack.fixtures.ts';

const FORBIDDEN = '42501';
const CHECK_VIOLATION = '23514';
let stack: TestStack;

beforeAll(async () => {
  stack = await testStack();
  const settings = await settingsOf({ ...stack.options, catalogs });
  const closers: (() => Promise<void>)[] = [];
  await prepareDatabase(
    settings,
    { waitMs: 10_000, signal: new AbortController().signal },
    {
      step: (_, work) => work(),
      onClose: (close) => void closers.push(close),
      beforeNewSlot: () => Promise.resolve(),
    },
  );
  await Promise.all(closers.map((close) => close()));
});

afterAll(() => stack.dispose());

/** What the database answers to a role: the number of rows, or the code of its refusal. */
const answerTo = (role: string, sql: string): Promise<number | string | null> =>
  stack.asRole(role, (client) =>
    client.query(sql).then(
      ({ rowCount }) => rowCount,
      (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)),
    ),
  );

describe('the role of a service', () => {
  it('can read no table of another service', async () => {
    const { rows } = await stack.asAdmin((client) =>
      client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('wares', 'bootstrap', 'public')`,
      ),
    );

    const answers = await Promise.all(rows.map(({ name }) => answerTo('group_service', `select from ${name}`)));

    expect(rows.length).toBeGreaterThan(15);
    expect(new Set(answers)).toEqual(new Set([FORBIDDEN]));
  });

  it.each([
    ['change what has happened', `update event set type = 'Other'`],
    ['delete what has happened', 'delete from event'],
    ['change a message that it has sent', `update outbox set topic = 'other.v1'`],
    ['rewrite the journal', 'delete from journal'],
    ['empty a table', 'truncate inbox'],
    ['make a table', 'create table mine (id int)'],
    ['make a table in public', 'create table public.mine (id int)'],
    ['make a temporary table', 'create temporary table mine (id int)'],
    ['make a schema', 'create schema mine'],
    ['change a schema id', 'delete from contracts.schema_ids'],
    ['read what it was not granted', 'select from migration'],
    ['move on the slot', `select pg_logical_slot_get_changes('x', null, null)`],
  ])('cannot %s', async (_, sql) => {
    expect(await answerTo('group_service', sql)).toBe(FORBIDDEN);
  });

  it('can do in its own schema, without naming it, all that a unit of work does', async () => {
    const id = randomUUID();
    const statements = [
      `insert into inbox (consumer, message_id) values ('c', '${id}') on conflict do nothing returning message_id`,
      `insert into head values ('s-1', 1, 1, '{}', now())`,
      'select from head for update',
      'update head set version = version + 1',
      `insert into event (stream_id, version, type, data, message_id, correlation_id, traceparent, actor, recorded_at)
       values ('s-1', 1, 'T', '{}', 'm', 'c', 't', 'a', now())`,
      `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
       values ('${id}', 'order.events.v1', 'k', 'T', 'c', 'c', 't', 'a', localtimestamp, '\\x00')`,
      `insert into journal values ('p-1', 1, 'A', 'B', 'M', '{}', 'm', 'a', now())`,
      `insert into job (id, kind, key, payload, cause, due_at) values ('${id}', 'k', 'k', '{}', '{}', now())`,
      'select from job for update skip locked',
      'delete from job',
      `insert into deadline values ('p-1', 'A', '{}', now())`,
      'delete from deadline',
      `insert into idempotency values ('r', 'k', 'h', '{}') on conflict do nothing`,
      `insert into dead_letter values ('${id}', 'c', 't', 0, 0, null, null, '{}', 'C', 'c', 's', now())`,
      `insert into profile values ('${id}', 'Ann')`,
    ];
    for (const sql of statements) expect([sql, await answerTo('group_service', sql)]).toEqual([sql, 1]);
  });

  it('can send nothing to a topic that is not in the list, which would hang the connector for all', async () => {
    const answer = await answerTo(
      'group_service',
      `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
       values (gen_random_uuid(), 'order.event.v1', 'k', 'T', 'c', 'c', 't', 'a', localtimestamp, '')`,
    );

    expect(answer).toBe(CHECK_VIOLATION);
  });

  it('has exactly the rights of the unit of work on its tables', async () => {
    const { rows } = await stack.asAdmin((client) =>
      client.query<{ table: string; privileges: string[] }>(
        `select table_name as table, array_agg(lower(privilege_type)) as privileges
         from information_schema.role_table_grants where grantee = 'wares_service' and table_schema = 'wares' group by 1`,
      ),
    );

    const sorted = (rights: Readonly<Record<string, readonly string[]>>): object =>
      Object.fromEntries(Object.entries(rights).map(([table, privileges]) => [table, privileges.toSorted()]));
    expect(sorted(Object.fromEntries(rows.map(({ table, privileges }) => [table, privileges])))).toEqual(
      sorted({ ...unitOfWorkGrants, good: ['select', 'insert', 'update', 'delete'] }),
    );
  });

  it('can take the next number of a sequence of its own', async () => {
    expect(await answerTo('wares_service', `insert into good (sku, name, price_minor) values ('a', 'A', 1)`)).toBe(1);
    expect(await answerTo('wares_service', `select nextval('good_version')`)).toBe(1);
  });

  it('can read the schema ids', async () => {
    expect(await answerTo('group_service', 'select from contracts.schema_ids')).toBe(0);
  });
});

describe('the other roles', () => {
  it('lets Debezium read what is captured, and nothing else', async () => {
    const role = replicationRoleOf(stack.options.databaseName);

    expect(await answerTo(role, 'select from "group".outbox limit 0')).toBe(0);
    expect(await answerTo(role, 'select from wares.good limit 0')).toBe(0);
    expect(await answerTo(role, `select pg_logical_emit_message(false, 'heartbeat', '')`)).toBe(1);
    expect(await answerTo(role, 'select from "group".event')).toBe(FORBIDDEN);
    expect(await answerTo(role, 'delete from "group".outbox')).toBe(FORBIDDEN);
  });

  it('lets the auditor read everything and change nothing', async () => {
    const role = auditorRoleOf(stack.options.databaseName);

    expect(await answerTo(role, 'select from "group".event limit 0')).toBe(0);
    expect(await answerTo(role, 'select from wares.good limit 0')).toBe(0);
    expect(await answerTo(role, 'set transaction read write; delete from wares.good')).toBe(FORBIDDEN);
  });
});
