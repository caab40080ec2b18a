import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PageQuery } from './fulfillments.page.ts';
import { pageOf } from './fulfillments.page.ts';
import type { FulfillmentPage } from './fulfillments.queries.ts';
import { firstIdAt } from './order-moments.ts';
import { orderService } from './order.module.ts';

/** Most orders have long ended; some wait, and a few of those are overdue. */
const ORDERS = 40_000;
const EVERY = { waiting: 400, confirmed: 100, abandoned: 10, overdue: 2_000 } as const;
const FIRST_PLACED = Date.UTC(2026, 0, 1);
const SECOND = 1_000;

/** Order number `i`, placed that many seconds after the first. */
const idOf = (i: number): string => firstIdAt(FIRST_PLACED + i * SECOND);

/** The same in SQL. */
const ID = `regexp_replace(lpad(to_hex(${FIRST_PLACED} + i * ${SECOND}), 12, '0'), '^(.{8})', '\\1-')
  || '-7000-8000-000000000000'`;

const STATUS = `case when i % ${EVERY.waiting} = 0 then 'Undoing' when i % ${EVERY.confirmed} = 0 then 'Confirmed'
  when i % ${EVERY.abandoned} = 0 then 'Abandoned' when i % 8 = 4 then 'AwaitingStock' else 'Dispatched' end`;

const LIVED_IN = [
  `create temporary table placed as
   select i, ${ID} as id, ${STATUS} as status, 'customer-' || i % 1000 as customer from generate_series(1, ${ORDERS}) i`,
  `insert into event (stream_id, version, type, data, message_id, correlation_id, traceparent, actor, recorded_at)
   select 'order-' || id, v, case v when 1 then 'OrderPlaced' else 'OrderConfirmed' end,
          jsonb_build_object('customerId', customer), 'm', 'c', 't', 'a', now() from placed, generate_series(1, 2) v`,
  `insert into head select 'order-' || id, 2, 1, jsonb_build_object('customerId', customer), now() from placed`,
  `insert into head select 'fulfillment-' || id, 4, 1,
     jsonb_build_object('status', status) || case status when 'Undoing' then '{"outstanding": ["stock"]}' else '{}' end::jsonb, now()
   from placed`,
  `insert into deadline (process_id, status, cause, due_at, overdue_since)
   select 'fulfillment-' || id, status, '{}', now() + interval '1 hour',
          case when i % ${EVERY.overdue} = 0 then now() - interval '1 minute' end from placed where status in ('Undoing', 'AwaitingStock')`,
  'analyze',
];

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(orderService);
  const client = await service.admin.connect();
  for (const statement of LIVED_IN) await client.query(statement);
  client.release();
  return service.stop;
});

const list = async (query: string): Promise<FulfillmentPage> => {
  const answer = await supertest(service.server).get(`/operations/fulfillments?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as FulfillmentPage;
};

const idsOf = ({ fulfillments }: FulfillmentPage): readonly string[] => fulfillments.map(({ orderId }) => orderId);

const numbers = (every: number, to = ORDERS): readonly number[] =>
  Array.from({ length: Math.floor(to / every) }, (_, index) => (index + 1) * every);

/** Every page of a list, one after the other. */
const walked = async (query: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: FulfillmentPage = await list(`${query}&limit=30${after === '' ? '' : `&after=${after}`}`);
    ids.push(...idsOf(page));
    ({ after } = page);
  }
  return ids;
};

describe('The list of fulfillments', () => {
  it('finds those of a state, oldest order first, each once over all pages', async () => {
    expect(await walked('status=Undoing')).toEqual(numbers(EVERY.waiting).map(idOf));
  });

  it('merges several states in the order of their orders', async () => {
    const page = await list('status=Undoing,Confirmed&limit=5');
    expect(idsOf(page)).toEqual(numbers(100, 500).map(idOf));
    expect(page.fulfillments.map(({ status }) => status)).toEqual([
      ...['Confirmed', 'Confirmed', 'Confirmed', 'Undoing', 'Confirmed'],
    ]);
  });

  it('tells of each whose it is, when it was placed, what it waits for and since when that is overdue', async () => {
    const { fulfillments } = await list('overdue=true&limit=1');
    expect(fulfillments).toEqual([
      {
        orderId: idOf(2_000),
        customerId: 'customer-0',
        status: 'Undoing',
        outstanding: ['stock'],
        placedAt: '2026-01-01T00:33:20.000Z',
        deadlineAt: expect.any(String) as string,
        overdueSince: expect.any(String) as string,
        alarmedAt: null,
      },
    ]);
  });

  it('finds those that are overdue, and those that are in time', async () => {
    expect(await walked('overdue=true')).toEqual(numbers(EVERY.overdue).map(idOf));
    const inTime = numbers(EVERY.waiting).filter((i) => i % EVERY.overdue !== 0);
    expect(await walked('status=Undoing&overdue=false')).toEqual(inTime.map(idOf));
  });

  it('finds those of a customer, also in a state, also overdue', async () => {
    const ofCustomer = numbers(1_000).map(idOf);
    expect(await walked('customerId=customer-0')).toEqual(ofCustomer);
    expect(await walked('customerId=customer-0&overdue=true')).toEqual(numbers(EVERY.overdue).map(idOf));
    expect(await walked('customerId=customer-200&status=Undoing')).toEqual(
      numbers(200)
        .filter((i) => i % 1_000 === 200 && i % EVERY.waiting === 0)
        .map(idOf),
    );
    expect(await walked(`customerId=${randomUUID()}`)).toEqual([]);
  });

  it('finds those whose orders are older than so many seconds', async () => {
    const seconds = Math.floor((Date.now() - (FIRST_PLACED + 900 * SECOND)) / 1_000);
    expect(await walked(`status=Undoing&olderThanSeconds=${seconds}`)).toEqual([400, 800].map(idOf));
  });

  it('counts one that nobody has woken as overdue from its deadline on', async () => {
    const processId = `fulfillment-${idOf(400)}`;
    await service.admin.query(`update deadline set due_at = '2026-01-02' where process_id = $1`, [processId]);
    const [first] = (await list('overdue=true')).fulfillments;
    expect(first).toMatchObject({ orderId: idOf(400), overdueSince: '2026-01-02T00:00:00.000Z' });
    await service.admin.query(`update deadline set due_at = now() + interval '1 hour' where process_id = $1`, [
      processId,
    ]);
  });

  it.each([
    ['status=Lost', 'status[0]', /^must be some of AwaitingStock, /u],
    ['overdue=maybe', 'overdue', /^must be true or false$/u],
    ['olderThanSeconds=-1', 'olderThanSeconds', /at least 0$/u],
    ['after=yesterday', 'after', /UUID$/u],
    ['limit=101', 'limit', /at most 100$/u],
    ['state=Undoing', 'state', /^unknown property/u],
  ])('refuses %s with field and rule', async (query, field, rule) => {
    const answer = await supertest(service.server).get(`/operations/fulfillments?${query}`);
    const errors = [{ field, rule: expect.stringMatching(rule) as string }];
    expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID', errors } });
  });
});

const everyState = 'AwaitingStock,AwaitingPayment,AwaitingShipment,Confirmed,Canceling,Undoing,Dispatched,Abandoned';
/** Between the two places, about. */
const WAITING = (19_000 / 8) * 0.85 + 19_000 / EVERY.waiting;
const PAGE: PageQuery = { status: everyState.split(','), after: idOf(20_000), before: idOf(39_000), limit: 21 };

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('A page in the middle of 40,000 fulfillments', () => {
  it.each<[string, PageQuery, most: number, wasted: number]>([
    ['of every state', PAGE, 3 * 21, 0],
    // Whoever waits is looked for among all that wait.
    ['of a rare state', { ...PAGE, status: ['Undoing'] }, 21, WAITING],
    ['of a state at rest', { ...PAGE, status: ['Abandoned'] }, 21, WAITING],
    // So few are overdue that all of them may be looked at for each state.
    ['of those overdue', { ...PAGE, overdue: true }, 21, (8 * ORDERS) / EVERY.overdue],
    ['of a customer', { ...PAGE, customerId: 'customer-7' }, 21, 0],
  ])('%s is read from an index, and hardly a row for nothing', async (_what, query, most, wasted) => {
    const { text, values } = pageOf(query);
    const { rows } = await service.admin.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
      `explain (analyze, format json) ${text}`,
      [...values],
    );
    const nodes = nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
    const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
    // Those that wait are few; where none is in the states asked for, Postgres may look at them in any order.
    expect(whole.filter((table) => table !== 'deadline')).toEqual([]);
    const read = nodes.filter((node) => node['Node Type'].includes('Index'));
    // An average of all loops, to two places.
    const widest = Math.max(...read.map((node) => Math.round(node['Actual Rows'] * node['Actual Loops'])));
    expect(widest).toBeLessThanOrEqual(most);
    const removed = read.map((node) => (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops']);
    expect(removed.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(wasted);
  });
});
