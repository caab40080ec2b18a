import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

const ORDERS = 40;

let instances: readonly ServiceUnderTest[];

beforeAll(async () => {
  const first = await startService(orderService, {
    KAFKA_BROKERS: '127.0.0.1:9',
    PAYMENT_DEADLINE_MS: '1000',
    // Nothing is asked for a second time while this spec runs.
    RESEND_FIRST_MS: '10000',
    ALARM_AFTER_MS: '500',
  });
  instances = [first, await first.another(), await first.another()];
  return async () => {
    for (const instance of instances.toReversed()) await instance.stop();
  };
});

describe('Deadlines that pass on three instances at the same time', () => {
  it('are heard once each, and what follows is asked for once', async () => {
    const [first] = instances;
    const { hearPrice, place } = speakTo(first!);
    await hearPrice('lamp', 2_500, 'EUR', 1);
    const orderIds: string[] = [];
    for (let count = 0; count < ORDERS; count += 1) orderIds.push(await place());
    for (const orderId of orderIds) await first!.hear({ type: 'StockReserved', orderId });
    for (const { start } of instances) start();
    await eventually('every order to be undone', async () => {
      const { rows } = await first!.admin.query<{ count: number }>(
        `select count(*)::int as count from journal where to_status = 'Undoing'`,
      );
      return rows[0]?.count === ORDERS ? true : undefined;
    });
    const sent = (await first!.published()).filter(({ message }) => message.type === 'RefundPayment');
    expect(sent.map(({ key }) => key).toSorted()).toEqual(orderIds.toSorted());
    const told = instances.flatMap((instance) => instance.logged()).filter(({ msg }) => msg.includes('failed'));
    expect(told).toEqual([]);
  });
});
