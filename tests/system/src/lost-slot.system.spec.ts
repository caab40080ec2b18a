import { audit } from '@tidemark/auditor';
import { auditSources, eventually } from '@tidemark/local';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BreakableShop } from './breakable-shop.ts';
import { breakableShop } from './breakable-shop.ts';

const ORDERS = 30;
/** Connect notices what was done to it, the watchdog looks, the connector stops and begins again. */
const WITHIN_MS = 90_000;

let running: BreakableShop;

beforeAll(async () => {
  running = breakableShop();
  await running.shop.stock('adrift', 1_000, 2_500);
  // The product is known to the order service once one order of it was taken.
  await running.shop.until(await order(), 'Confirmed');
  return running.leave;
});

const order = (): Promise<string> => running.shop.order([{ sku: 'adrift', quantity: 1 }]);

const ordersOverTime = (count: number, everyMs: number): Promise<readonly string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await new Promise((done) => setTimeout(done, index * everyMs));
      return order();
    }),
  );

const ask = <Row extends object>(sql: string): Promise<readonly Row[]> => running.query<Row>('order', sql);

const slot = async (): Promise<{ readonly status: string; readonly confirmed: string } | undefined> =>
  (
    await ask<{ status: string; confirmed: string }>(
      `select wal_status as status, confirmed_flush_lsn::text as confirmed from pg_replication_slots where slot_name = 'tidemark'`,
    )
  )[0];

/** The figures of the watchdog whose name begins so, added up. */
const figure = async (name: string): Promise<number> => {
  const text = await (await running.shop.get('watchdog', '/metrics')).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

const confirmed = async (orderIds: readonly string[]): Promise<void> => {
  for (const orderId of orderIds) {
    await eventually(
      `order ${orderId} to be confirmed`,
      () => running.shop.until(orderId, 'Confirmed').catch(() => undefined),
      WITHIN_MS,
    );
  }
};

const violations = async (): Promise<readonly unknown[]> => {
  const sources = await auditSources(running.dataDir);
  if (sources === undefined) throw new Error('The shop has left no word of itself.');
  const { judgments, moving, unrest, unread } = await audit({ ...sources, patienceMs: 60_000 });
  return [...judgments.flatMap((judgment) => judgment.violations), ...moving, ...unrest, ...unread];
};

describe('a slot that is dropped while orders run', () => {
  it('is made again, every order comes to its end, and the auditor finds nothing', async () => {
    const before = await figure('tidemark_cdc_repairs_total{wrong="slot-gone"');
    const placing = ordersOverTime(ORDERS, 50);
    await eventually('the slot to be dropped', async () => {
      await ask('select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null');
      return ask(`select pg_drop_replication_slot('tidemark')`).then(
        () => true,
        () => undefined,
      );
    });
    await confirmed(await placing);

    expect(await figure('tidemark_cdc_repairs_total{wrong="slot-gone"')).toBe(before + 1);
    expect(await violations()).toEqual([]);
  });
});

describe('a slot that keeps more of the log than it may', () => {
  it('is lost instead of filling the disk, is made again, and no order is lost', async () => {
    const connect = running.pidOf('connect');
    await ask(`alter system set max_slot_wal_keep_size = '1MB'`);
    await ask('select pg_reload_conf()');
    process.kill(connect, 'SIGSTOP');
    const placed = await ordersOverTime(5, 10);
    await eventually('the slot to be lost', async () => {
      await ask(`select pg_switch_wal()`);
      await ask(`checkpoint`);
      return (await slot())?.status === 'lost' ? true : undefined;
    });
    await ask('alter system reset max_slot_wal_keep_size');
    await ask('select pg_reload_conf()');
    process.kill(connect, 'SIGCONT');
    await confirmed(placed);

    expect((await slot())?.status).toBe('reserved');
    expect(await violations()).toEqual([]);
  });
});

describe('a connector that somebody has paused', () => {
  it('is resumed, and nothing but its orders was late', async () => {
    const connector = `${running.connectUrl}/connectors/tidemark-outbox`;
    await fetch(`${connector}/pause`, { method: 'PUT' });
    await confirmed(await ordersOverTime(3, 10));

    expect(await (await fetch(`${connector}/status`)).json()).toMatchObject({ connector: { state: 'RUNNING' } });
  });
});
