import { afterAll, beforeAll, expect, it } from 'vitest';
import { retention } from '../retention.ts';
import * as held from './held-statements.ts';
import * as leases from './lease-statements.ts';
import * as sql from './statements.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';
import * as upkeep from './upkeep-statements.ts';

let database: TestDatabase;

/** A service that has run for a while: much is done, little waits, nothing is due. */
const LIVED_IN = [
  `insert into head select 'till-' || i, 1, 1, '{}', now() from generate_series(1, 20000) i`,
  `insert into event (stream_id, version, type, data, message_id, correlation_id, traceparent, actor, recorded_at)
   select 'till-' || i, v, 'Rung', '{}', 'm', 'c', 't', 'a', now() from generate_series(1, 10000) i, generate_series(1, 3) v`,
  `insert into inbox select 'consumer', 'message-' || i from generate_series(1, 20000) i`,
  `insert into idempotency select 'POST /orders', 'key-' || i, 'hash', '{}' from generate_series(1, 20000) i`,
  `insert into job (id, kind, key, payload, cause, due_at)
   select gen_random_uuid(), 'capture', 'key', '{}', '{}', now() + i * interval '1 minute'
   from generate_series(1, 20000) i`,
  `insert into deadline select 'fulfillment-' || i, 'AwaitingPayment', '{}', now() + i * interval '1 minute'
   from generate_series(1, 20000) i`,
  `insert into held (id, consumer, lane, message_id, topic, partition, "offset", headers, timestamp_ms, attempts, due_at)
   select gen_random_uuid(), 'consumer', 'lane-' || i / 5, 'message-' || i, 't.v1', 0, i, '{}', 0, 1, now() + i * interval '1 minute'
   from generate_series(1, 10000) i`,
  `insert into dead_letter (id, consumer, topic, partition, "offset", headers, code, cause, stack, at, status, changed_at)
   select gen_random_uuid(), 'consumer', 't.v1', 0, i, '{}', 'C', 'c', '', now(), case when i > 100 then 'handled' else 'open' end, now()
   from generate_series(1, 10000) i`,
  `insert into operator_action select gen_random_uuid(), id, 'redrive', 'ada', 'why', 'held', now() from dead_letter`,
  'analyze',
];

beforeAll(async () => {
  database = await createTestDatabase();
  for (const statement of LIVED_IN) await database.pool.query(statement);
});

afterAll(async () => {
  await database.drop();
});

const planOf = async ({ text }: { readonly text: string }): Promise<string> => {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain (generic_plan, costs off) ${text}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

const lease = { kind: 'job', id: '', token: '' } as const;
const claim = { token: '', limit: 10, leaseMs: 1000 };
const request = { route: '', key: '', bodyHash: '' };

it.each([
  sql.claimInbox('consumer', []),
  sql.lockHeads([]),
  sql.findEarlier([request]),
  ...leases.holdLeases([lease, { ...lease, kind: 'deadline' }]),
  leases.postponeJob(lease, 0, ''),
  leases.claimJobs({ ...claim, kinds: [] }),
  leases.claimDeadlines({ ...claim, categories: [] }),
  held.findHeldLanes({ consumer: 'consumer', ids: [] }),
  held.lockHeld([]),
  held.claimHeld({ ...claim, consumers: [] }),
  upkeep.countOverdue(1),
  upkeep.alarmProcesses(1, 10),
  upkeep.alarmJobs(1, 10),
  ...retention.map((rule) => upkeep.prune(rule, 10)),
])('$name reads no table from end to end', async (statement) => {
  expect(await planOf(statement)).not.toContain('Seq Scan');
});

it.each([leases.claimJobs({ ...claim, kinds: [] }), leases.claimDeadlines({ ...claim, categories: [] })])(
  '$name stops at the first row that is not due',
  async (statement) => {
    expect(await planOf(statement)).toMatch(/Index Cond: \(due_at <= /u);
  },
);
