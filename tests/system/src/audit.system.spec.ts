import type { AuditReport, Session } from '@tidemark/auditor';
import { auditSession, servicesOf } from '@tidemark/auditor';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plant } from './planted-violations.fixtures.ts';
import { CLOSED_BY_HAND, DECLARED, plants } from './planted-violations.fixtures.ts';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import type { Ended } from './tool.fixtures.ts';
import { runTool } from './tool.fixtures.ts';

let running: SharedShop;
let administrator: pg.Client;
/** Orders that have come to their ends, by how. */
const orders = { confirmed: '', canceled: '', dispatched: '' };

const order = (cardToken?: string, quantity = 2): Promise<string> =>
  running.shop.order([{ sku: 'audited', quantity }], cardToken);

beforeAll(async () => {
  running = sharedShop();
  const { shop } = running;
  await shop.stock('audited', 100, 2_500);
  const cards = [
    'tok_declined',
    'tok_error_then_ok',
    'tok_timeout_charged',
    'tok_duplicate_webhook',
    'tok_webhook_first',
  ];
  const others = await Promise.all(cards.map((card) => order(card)));
  const outOfStock = await order(undefined, 9_000);
  orders.confirmed = await order();
  orders.canceled = await order();
  orders.dispatched = await order();
  for (const orderId of Object.values(orders)) await shop.until(orderId, 'Confirmed');
  await shop.post('order', `/orders/${orders.canceled}/cancellation`, { reason: null });
  await shop.mailAbout(orders.dispatched, 'Your order is confirmed');
  await dispatch(orders.dispatched);
  await shop.until(orders.canceled, 'Abandoned');
  await shop.until(orders.dispatched, 'Dispatched');
  for (const orderId of [...others, outOfStock]) await shop.until(orderId, 'Confirmed', 'Abandoned');
  await sendPoison();
  administrator = new pg.Client({
    connectionString: Object.assign(new URL(running.postgresAdminUrl), { pathname: '/tidemark' }).href,
  });
  await administrator.connect();
});

afterAll(async () => {
  await administrator.end();
  await running.close();
});

/** Until shipping has heard of the confirmation it answers 409. */
const dispatch = async (orderId: string): Promise<void> => {
  const answer = await running.shop.post('shipping', `/shipments/${orderId}/dispatch`, {});
  if (answer.status === 409) return dispatch(orderId);
  expect(answer.status).toBe(200);
};

const sendPoison = async (): Promise<void> => {
  const producer = new Kafka({ brokers: [running.kafkaBrokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: 'payment.commands.v1', messages: [{ key: 'poison', value: 'no message at all' }] });
  await producer.disconnect();
};

/** Runs what `npm run audit` runs, on the data folder of the shared shop. */
const auditor = (...options: readonly string[]): Promise<Ended> => runTool(running.dataDir, 'auditor', ...options);

describe('the auditor', () => {
  it('finds nothing wrong in a shop that has seen orders of every kind, and has looked at each invariant', async () => {
    const { exitCode, stdout, stderr } = await auditor('--json', '--wait', '60');
    const report = JSON.parse(stdout) as AuditReport;
    expect(report.judgments.flatMap(({ violations }) => violations)).toEqual([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(report).toMatchObject({ moving: [], unrest: [], unread: [], isComplete: true });
    expect(report.judgments.filter(({ checked }) => checked === 0)).toEqual([]);
    expect(report.orders).toBeGreaterThanOrEqual(9);
  });

  it('tells the history of one order over all services, in time', async () => {
    const { exitCode, stdout } = await auditor('--order', orders.dispatched);
    expect(exitCode).toBe(0);
    const times = stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 24));
    expect(times).toEqual(times.toSorted());
    for (const [where, what] of HISTORY) expect(stdout).toMatch(new RegExp(`  ${where} +${what}`, 'u'));
  });

  it('ends with code 2 and says what it could not read', async () => {
    const { exitCode, stdout } = await auditor('--psp-url', 'http://127.0.0.1:1', '--wait', '60');
    expect(stdout).toMatch(/^could not be read: the provider: /mu);
    expect(stdout).toMatch(/nothing is wrong, as far as could be read$/mu);
    expect(exitCode).toBe(2);
  });

  it.each(['confirmed', 'canceled'] as const)(
    'finds nothing wrong with a %s order before it is spoiled',
    async (kind) => {
      expect(await spoiled({ order: kind, service: 'order', sql: [] })).toEqual([]);
    },
  );

  it('tells of an answer that was settled by hand as a declared exception, and finds nothing wrong', async () => {
    const { found, exceptions } = await judged({
      order: 'canceled',
      service: 'order',
      sql: [CLOSED_BY_HAND, DECLARED],
    });
    expect(found).toEqual([]);
    expect(exceptions.filter(({ orderId }) => orderId === orders.canceled)).toMatchObject([
      { answer: 'payment', actor: 'operator:ada', reason: 'Paid back.', found: [] },
    ]);
  });

  it.each(plants)('names the order that breaks $invariant by $what', async (plant) => {
    const found = await spoiled(plant);
    expect(found).toContainEqual([plant.invariant, orders[plant.order]]);
  });
});

describe('the auditor of a shop at rest', () => {
  it('names the order whose message is lost, however young it is', async () => {
    const neverHeard = plants.find(({ what }) => what === 'a message that its consumer never handled');
    const { found, moving } = await judged(neverHeard!, 3_600_000);
    expect({ found, moving }).toEqual({ found: [['I6', orders[neverHeard!.order]]], moving: [] });
  });
});

const HISTORY: readonly (readonly [where: string, what: string])[] = [
  ['order', 'POST answered 202'],
  ['order', 'fact order-.* v1 OrderPlaced'],
  ['order', 'process AwaitingStock → AwaitingPayment on StockReserved, sends CapturePayment'],
  ['inventory', 'inventory.commands handles'],
  ['inventory', 'fact stock-audited v.* StockReserved 2'],
  ['payment', 'fact payment-.* v1 PaymentRequested'],
  ['provider', 'charge captured 5000 EUR'],
  ['payment', 'books debit 5000 EUR on provider-receivable'],
  ['shipping', 'sends ShipmentDispatched to shipping.events.v1'],
  ['notification', 'mail "confirmed" sent, handed over once'],
  ['mail server', 'takes the mail "confirmed"'],
];

/**
 * Which invariants the auditor finds broken, and by which orders, when an order has been spoiled. All of it happens in one
 * transaction that never ends well: the shop does not see it, and the next story finds everything as it was.
 */
const spoiled = async (plant: Pick<Plant, 'order' | 'service' | 'sql'>) => (await judged(plant)).found;

const judged = async ({ order: kind, service, sql }: Pick<Plant, 'order' | 'service' | 'sql'>, patienceMs = 1_000) => {
  await administrator.query('begin transaction isolation level repeatable read');
  try {
    await administrator.query(`set local search_path = "${service}"`);
    for (const statement of sql) await administrator.query(statement, [orders[kind]]);
    const { judgments, exceptions, moving } = await auditSession(sessionOf(administrator), {
      kafkaBrokers: running.kafkaBrokers,
      ...(running.urls['psp-simulator'] !== undefined && { pspUrl: running.urls['psp-simulator'] }),
      ...(running.urls['mail-catcher'] !== undefined && { mailUrl: running.urls['mail-catcher'] }),
      patienceMs,
    });
    const violations = judgments.flatMap((judgment) => judgment.violations);
    return { found: violations.map(({ invariant, orderId }) => [invariant, orderId]), exceptions, moving };
  } finally {
    await administrator.query('rollback');
  }
};

const sessionOf = (client: pg.Client): Session => {
  const ask: Session['now'] = async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(sql, [...values])).rows;
  return {
    now: ask,
    snapshot: async (work) => work({ ask, services: await servicesOf(ask) }),
    close: () => Promise.resolve(),
  };
};
