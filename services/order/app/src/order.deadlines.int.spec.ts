import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { speakTo } from './order.fixtures.ts';
import { orderService } from './order.module.ts';

/** Nobody listens there: the specs bring the messages, and the workers run without Kafka. */
const NO_BROKER = '127.0.0.1:9';

let service: ServiceUnderTest;
let speak: ReturnType<typeof speakTo>;

beforeAll(async () => {
  service = await startService(orderService, {
    KAFKA_BROKERS: NO_BROKER,
    RESEND_FIRST_MS: '100',
    PAYMENT_DEADLINE_MS: '3000',
    ALARM_AFTER_MS: '600',
  });
  speak = speakTo(service);
  await speak.hearPrice('lamp', 2_500, 'EUR', 1);
  service.start();
  return service.stop;
});

interface Fulfillment {
  readonly status: string;
  readonly outstanding: readonly string[];
  readonly deadlineAt: string | null;
  readonly overdueSince: string | null;
  readonly alarmedAt: string | null;
  readonly journal: readonly { readonly to: string; readonly input: string; readonly at: string }[];
}

const fulfillmentOf = async (orderId: string, { server } = service): Promise<Fulfillment> =>
  (await supertest(server).get(`/orders/${orderId}/fulfillment`)).body as Fulfillment;

const until = (orderId: string, what: string, holds: (fulfillment: Fulfillment) => boolean): Promise<Fulfillment> =>
  eventually(`the fulfillment to be ${what}`, async () => {
    const fulfillment = await fulfillmentOf(orderId);
    return holds(fulfillment) ? fulfillment : undefined;
  });

const sentAbout = async (orderId: string): Promise<readonly string[]> =>
  (await service.published()).filter(({ key }) => key === orderId).map(({ message }) => message.type);

const gauge = async (name: string, status: string): Promise<number | undefined> => {
  const { text } = await supertest(service.server).get('/metrics');
  const line = text.split('\n').find((shown) => shown.startsWith(name) && shown.includes(`status="${status}"`));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

const alarmsAbout = (orderId: string) => service.logged().filter((line) => JSON.stringify(line).includes(orderId));

describe('A fulfillment that nobody answers', () => {
  it('is asked for again, is an alarm with its order and the metrics, and goes on when it is answered', async () => {
    const orderId = await speak.place();
    const overdue = await until(orderId, 'an alarm', ({ alarmedAt }) => alarmedAt !== null);
    expect(overdue.status).toBe('AwaitingStock');
    expect(overdue.overdueSince).not.toBeNull();

    await eventually('the gauge', async () =>
      (await gauge('tidemark_overdue_processes', 'AwaitingStock')) === 1 ? true : undefined,
    );
    expect(await gauge('tidemark_overdue_process_oldest_seconds', 'AwaitingStock')).toBeGreaterThan(0.59);
    const { text } = await supertest(service.server).get('/metrics');
    expect(text).toMatch(/^tidemark_alarms_total\{[^}]*kind="process"[^}]*\} 1$/mu);
    const { journal } = await until(orderId, 'asked for three times', (fulfillment) => fulfillment.journal.length >= 3);
    expect(journal.slice(1).filter(({ to, input }) => to !== 'AwaitingStock' || input !== 'DeadlinePassed')).toEqual(
      [],
    );
    expect(alarmsAbout(orderId)).toMatchObject([
      {
        msg: 'a process waits too long for an answer; it goes on asking',
        alarm: { processId: `fulfillment-${orderId}`, status: 'AwaitingStock', overdueSince: overdue.overdueSince },
      },
    ]);

    await service.hear({ type: 'StockReserved', orderId });
    expect(await fulfillmentOf(orderId)).toMatchObject({
      status: 'AwaitingPayment',
      overdueSince: null,
      alarmedAt: null,
    });
    await eventually('the gauge to go back', async () =>
      (await gauge('tidemark_overdue_processes', 'AwaitingStock')) === undefined ? true : undefined,
    );
  });
});

describe('A fulfillment that an operator asked for again', () => {
  it('stays the alarm that it was, since its first deadline that passed, until an answer comes', async () => {
    const orderId = await speak.place();
    const { overdueSince, alarmedAt } = await until(
      orderId,
      'an alarm',
      (fulfillment) => fulfillment.alarmedAt !== null,
    );
    const asked = { actor: 'ada', reason: 'The warehouse is back.' };
    expect((await speak.post(`/operations/fulfillments/${orderId}/ask-again`, asked)).status).toBe(202);
    const inVain = await until(
      orderId,
      'overdue again',
      ({ journal }) => journal.findIndex(({ input }) => input === 'AskAgainRequested') < journal.length - 1,
    );
    expect(inVain).toMatchObject({ status: 'AwaitingStock', overdueSince, alarmedAt });
    expect(alarmsAbout(orderId)).toHaveLength(1);
    await service.hear({ type: 'StockReserved', orderId });
    expect(await fulfillmentOf(orderId)).toMatchObject({ overdueSince: null, alarmedAt: null });
  });
});

describe('A payment that nobody answers', () => {
  it('is undone with the stock when its deadline passes, and the undos are asked for again until they are answered', async () => {
    const orderId = await speak.place();
    await service.hear({ type: 'StockReserved', orderId });
    await until(orderId, 'Undoing', ({ status }) => status === 'Undoing');
    await service.hear({ type: 'PaymentVoided', orderId });
    expect(await fulfillmentOf(orderId)).toMatchObject({ status: 'Undoing', outstanding: ['stock'] });
    await eventually('a second ReleaseStock', async () =>
      (await sentAbout(orderId)).filter((type) => type === 'ReleaseStock').length >= 2 ? true : undefined,
    );
    await service.hear({ type: 'StockReleased', orderId });
    expect(await fulfillmentOf(orderId)).toMatchObject({ status: 'Abandoned', deadlineAt: null });
    const canceled = (await service.published()).findLast(({ key }) => key === orderId);
    expect(canceled?.message).toMatchObject({ type: 'OrderCanceled', reason: 'PAYMENT_TIMEOUT' });
  });
});

describe('A fulfillment whose service was restarted with other durations', () => {
  it('finishes under those it started with, and a new one under the new', async () => {
    const before = await startService(orderService, { KAFKA_BROKERS: NO_BROKER, PAYMENT_DEADLINE_MS: '1000' });
    try {
      const { hearPrice, place } = speakTo(before);
      await hearPrice('lamp', 2_500, 'EUR', 1);
      const old = await place();
      const after = await before.another({ PAYMENT_DEADLINE_MS: '900000' });
      try {
        const young = await speakTo(after).place();
        for (const orderId of [old, young]) await after.hear({ type: 'StockReserved', orderId });
        const patienceOf = async (orderId: string): Promise<number> => {
          const { deadlineAt, journal } = await fulfillmentOf(orderId, after);
          return Date.parse(deadlineAt ?? '') - Date.parse(journal.at(-1)?.at ?? '');
        };
        expect(await patienceOf(old)).toBeLessThan(2_000);
        expect(await patienceOf(young)).toBeGreaterThanOrEqual(900_000);

        after.start();
        await eventually('the old order to be undone', async () =>
          (await fulfillmentOf(old, after)).status === 'Undoing' ? true : undefined,
        );
        expect(await fulfillmentOf(young, after)).toMatchObject({ status: 'AwaitingPayment' });
      } finally {
        await after.stop();
      }
    } finally {
      await before.stop();
    }
  });
});
