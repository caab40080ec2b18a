import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Acknowledgment } from '@tidemark/auditor';
import { audit } from '@tidemark/auditor';
import { auditSources, choosePort, eventually, withDescendants } from '@tidemark/local';
import { Agent, request } from 'undici';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from './another-instance.fixtures.ts';
import { anotherInstance } from './another-instance.fixtures.ts';
import type { BreakableShop } from './breakable-shop.ts';
import { breakableShop } from './breakable-shop.ts';

/** What asked for the end kills after this long. */
const LIMIT_MS = 10_000;
const STOCK = 1_000;

let running: BreakableShop;
const started: Instance[] = [];

beforeAll(async () => {
  running = breakableShop();
  await running.shop.stock('buoy', STOCK, 2_500);
  await running.shop.until(await order(), 'Confirmed');
  return running.leave;
});

afterEach(() => {
  for (const instance of started.splice(0)) instance.kill();
});

const order = (): Promise<string> => running.shop.order([{ sku: 'buoy', quantity: 1 }]);

const another = async (name: string, environment?: Readonly<Record<string, string>>): Promise<Instance> => {
  const instance = await anotherInstance(running, name, await choosePort('free', 0, name), environment);
  started.push(instance);
  return instance;
};

const allConfirmed = async (orderIds: readonly string[]): Promise<void> => {
  for (const orderId of orderIds) await running.shop.until(orderId, 'Confirmed');
};

const faults = async (switches: object): Promise<void> => {
  const answer = await fetch(`${running.urls['psp-simulator'] ?? ''}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
  expect(answer.status).toBe(200);
};

/** What the auditor finds wrong with the whole shop, and with what callers were answered. */
const violations = async (acknowledged: readonly Acknowledgment[]) => {
  const sources = await auditSources(running.dataDir);
  const report = await audit({ ...sources!, acknowledged, patienceMs: 90_000 });
  expect(report).toMatchObject({ moving: [], unrest: [], unread: [] });
  return report.judgments.flatMap(({ violations: found }) => found);
};

const figure = async ({ url }: Instance, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'mu').exec(text)?.[1]);
};

const post = (url: string, dispatcher: Agent, key: string = randomUUID()) =>
  request(`${url}/orders`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(ORDER),
  });

const ORDER = {
  customerId: 'customer-9',
  emailAddress: 'grace@example.com',
  cardToken: 'tok_approved',
  address: { recipient: 'Grace', street: 'Harbor 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [{ sku: 'buoy', quantity: 1 }],
};

describe('A service that is told to stop', () => {
  it('is not ready at once, yet answers as long as it drains, lets its callers go, and ends with code 0', async () => {
    const instance = await another('order', { DRAIN_MS: '2000' });
    const keepAlive = new Agent({ connections: 1, pipelining: 1 });
    const before = await post(instance.url, keepAlive);
    expect(before.statusCode).toBe(202);
    expect(before.headers['connection']).toBe('keep-alive');
    await before.body.dump();

    const ended = instance.terminate();
    await eventually('it to say that it is not ready', async () => {
      const answer = await fetch(`${instance.url}/health/ready`);
      return answer.status === 503 ? ((await answer.json()) as { status: string }).status === 'leaving' : undefined;
    });
    expect((await fetch(`${instance.url}/health/live`)).status).toBe(200);
    const during = await post(instance.url, keepAlive);
    expect(during.statusCode).toBe(202);
    expect(during.headers['connection']).toBe('close');
    const { orderId } = (await during.body.json()) as { orderId: string };

    const { code, ms } = await ended;
    expect(code).toBe(0);
    expect(ms).toBeGreaterThan(2_000);
    expect(ms).toBeLessThan(LIMIT_MS);
    await expect(fetch(`${instance.url}/health/live`)).rejects.toThrow();
    await running.shop.until(orderId, 'Confirmed');
    await keepAlive.close();
  });

  it('gives back the calls that the provider does not answer, and ends in time with code 0', async () => {
    // It waits longer for the provider than the other instance, and than it may take to end.
    const instance = await another('payment', { PSP_TIMEOUT_MS: '10000' });
    await faults({ hang: true });
    const orders = await Promise.all(Array.from({ length: 12 }, order));
    // Which instance hears of an order is its partition's business: more are placed until this one has heard of some.
    await eventually('this instance to hear of an order', async () => {
      if ((await figure(instance, 'tidemark_messages_total')) > 0) return true;
      orders.push(await order());
      return undefined;
    });
    await eventually('all calls to be decided, and those of this instance to be in hand', async () => {
      const [row] = await running.query<{ count: number }>(
        'payment',
        `select count(*)::int as count from job where payload->>'orderId' = any($1)`,
        [orders],
      );
      return row?.count === orders.length ? true : undefined;
    });
    const { code, ms } = await instance.terminate();
    await faults({});
    expect(code).toBe(0);
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(JSON.stringify(instance.log())).toContain('PROCESS.JOB_GIVEN_BACK');
    await allConfirmed(orders);
  });

  it('has committed what it has handled: its successor finds nothing in its inbox', async () => {
    const orders: string[] = [];
    const pid = running.pidOf('inventory');
    for (let count = 0; count < 30; count += 1) {
      orders.push(await order());
      if (count === 15) process.kill(pid, 'SIGTERM');
    }
    await allConfirmed(orders);
    expect(running.pidOf('inventory')).not.toBe(pid);
    const metrics = await (await running.shop.get('inventory', '/metrics')).text();
    expect(metrics).toMatch(/^tidemark_messages_total\{.*outcome="handled"/mu);
    expect(metrics).not.toMatch(/^tidemark_messages_total\{.*outcome="duplicate"/mu);
  });
});

describe('Two instances of a service', () => {
  it('share the work, one leaves in the middle, and every effect is there once', async () => {
    const names = ['order', 'inventory', 'payment', 'shipping', 'notification'];
    const second = await Promise.all(names.map((name) => another(name)));
    const placing: Promise<string>[] = [];
    const ended: Promise<{ readonly code: number | null; readonly ms: number }>[] = [];
    for (let count = 0; count < 60; count += 1) {
      placing.push(order());
      await sleep(20);
      if (count === 30) ended.push(...second.map((instance) => instance.terminate()));
    }
    const orders = await Promise.all(placing);
    for (const { code, ms } of await Promise.all(ended)) {
      expect(code).toBe(0);
      expect(ms).toBeLessThan(LIMIT_MS);
    }
    await allConfirmed(orders);
    for (const orderId of orders) await running.shop.mailAbout(orderId, 'Your order is confirmed');
    expect(await violations([])).toEqual([]);
  });
});

describe('A service that is asked for more than it can do', () => {
  it('refuses early, keeps what it accepted, leaves nothing of what it refused, and stays as large as it is', async () => {
    const instance = await another('order', { HTTP_IN_FLIGHT_MAX: '20' });
    const connections = new Agent({ connections: 300, pipelining: 1 });
    const before = await figure(instance, 'process_resident_memory_bytes');
    const answered: { status: number; key: string; orderId?: string }[] = [];
    const flood = Promise.all(
      Array.from({ length: 3_000 }, async () => {
        const key = randomUUID();
        const { statusCode: status, headers, body } = await post(instance.url, connections, key);
        const answer = (await body.json()) as { orderId?: string; code?: string };
        if (status !== 202) expect([status, headers['retry-after'], answer.code]).toEqual([503, '1', 'OVERLOADED']);
        answered.push({ status, key, ...(answer.orderId !== undefined && { orderId: answer.orderId }) });
      }),
    );
    let largest = before;
    while (answered.length < 3_000) {
      expect((await fetch(`${instance.url}/health/live`)).status).toBe(200);
      largest = Math.max(largest, await figure(instance, 'process_resident_memory_bytes'));
      await Promise.race([flood, sleep(50)]);
    }
    await flood;
    await connections.close();
    const [accepted, refused] = [202, 503].map((wanted) => answered.filter(({ status }) => status === wanted));
    expect(accepted!.length).toBeGreaterThan(0);
    expect(refused!.length).toBeGreaterThan(0);
    expect(await figure(instance, 'tidemark_http_shed_total')).toBe(refused!.length);
    expect(largest - before).toBeLessThan(100 * 1024 * 1024);
    const left = await running.query<{ count: number }>(
      'order',
      `select count(*)::int as count from idempotency where key in (${refused!.map(({ key }) => `'${key}'`).join()})`,
    );
    expect(left).toEqual([{ count: 0 }]);
    expect(await violations(answered)).toEqual([]);
  });
});

describe('A service whose dependencies hang', () => {
  it.each(['kafka', 'postgres'])('stays alive, and ends in time with code 0 all the same: %s', async (part) => {
    const impatient = { STUCK_AFTER_MS: '1000' };
    const instances = await Promise.all([another('order', impatient), another('payment', impatient)]);
    const frozen = await withDescendants([running.pidOf(part)]);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    try {
      // Longer than its patience: a restart would bring nothing back.
      const endsAt = performance.now() + 3_000;
      while (performance.now() < endsAt) {
        for (const { url } of instances) expect((await fetch(`${url}/health/live`)).status).toBe(200);
        await sleep(100);
      }
      for (const { code, ms } of await Promise.all(instances.map((instance) => instance.terminate()))) {
        expect(code).toBe(0);
        expect(ms).toBeLessThan(LIMIT_MS);
      }
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
    }
    await allConfirmed([await order()]);
  });
});
