import { describe, expect, it } from 'vitest';
import type { CommittedMessage } from './commit-witness.ts';
import type { OrderRecord } from './figures.ts';
import {
  cdcLatencies,
  endTimes,
  onTheirWay,
  ordersOf,
  outcomesOf,
  requestFaults,
  sagaLatencies,
  usageBetween,
} from './figures.ts';
import type { PlannedRequest } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';

const request = (
  atMs: number,
  key: string,
  kind: PlannedRequest['kind'] = 'plain',
  isRepeat = false,
): PlannedRequest => ({
  atMs,
  key,
  kind,
  isRepeat,
  body: '{}',
});

const answer = (orderId: string, status = 202) => ({ sentMs: 0, answeredMs: 0, status, orderId });

const commit = (key: string, type: string, committedAtMs: number, id = `${key} ${type}`): CommittedMessage => ({
  service: 'order',
  id,
  key,
  type,
  committedAtMs,
  stampedAtMs: committedAtMs,
});

const order = (orderId: string, intendedAtMs: number, endedAtMs?: number, kind: OrderRecord['kind'] = 'plain') => ({
  orderId,
  intendedAtMs,
  endedAtMs,
  kind,
});

describe('the latency of orders', () => {
  it('counts from the intended sending, however late the request left and the answer came', () => {
    const ends = endTimes([commit('o1', 'OrderPlaced', 1_050), commit('o1', 'OrderConfirmed', 1_300)]);
    const orders = ordersOf([request(100, 'k1')], [{ ...answer('o1'), sentMs: 180, answeredMs: 900 }], 1_000, ends);
    expect(sagaLatencies(orders, { fromMs: 0, toMs: 2_000 })['answered']).toMatchObject({ max: 200, count: 1 });
  });

  it('ends at the first end, be it a cancellation', () => {
    const ends = endTimes([commit('o1', 'OrderCanceled', 400), commit('o1', 'OrderCanceled', 900)]);
    expect(ends.get('o1')).toBe(400);
  });

  it('is that of the orders of the window alone', () => {
    const orders = [order('warm-up', 90, 95), order('measured', 100, 130), order('after', 200, 999)];
    expect(sagaLatencies(orders, { fromMs: 100, toMs: 200 })['answered']).toMatchObject({ max: 30, count: 1 });
  });

  it('is shown apart where the provider did not answer: that wait is a setting, and no speed', () => {
    const orders = [order('a', 0, 50), order('b', 0, 5_100, 'unanswered'), order('c', 0, 40, 'declined')];
    const latencies = sagaLatencies(orders, { fromMs: 0, toMs: 10 });
    expect(latencies['answered']).toMatchObject({ max: 50, count: 2 });
    expect(latencies['unanswered']).toMatchObject({ max: 5_100, count: 1 });
    expect(latencies['declined']).toMatchObject({ max: 40, count: 1 });
  });

  it('counts an order once though its request was sent twice, from the first intended sending', () => {
    const requests = [request(10, 'k'), request(60, 'k', 'plain', true)];
    const orders = ordersOf(requests, [answer('o1'), answer('o1')], 0, new Map([['o1', 100]]));
    expect(orders).toEqual([order('o1', 10, 100)]);
  });
});

describe('the way from a commit to a handler', () => {
  it('is taken once for each consumer that hears the message', () => {
    const commits = [commit('o1', 'OrderConfirmed', 1_000, 'm1'), commit('o2', 'OrderConfirmed', 9_000, 'm2')];
    const hearing = (consumer: string, messageId: string, handledAtMs: number) => ({
      consumer,
      messageId,
      handledAtMs,
    });
    const hearings = [
      hearing('shipping.orders', 'm1', 1_010),
      hearing('notification.orders', 'm1', 1_030),
      hearing('shipping.orders', 'm2', 9_500),
      hearing('order.products', 'inventory.product.cdc.v1/0/7', 1_020),
    ];
    expect(cdcLatencies(commits, hearings, { fromMs: 0, toMs: 5_000 })).toMatchObject({ count: 2, max: 30 });
  });
});

describe('what became of the orders', () => {
  it('is held against what was injected with each', () => {
    const orders = [
      order('a', 0),
      order('b', 0),
      order('c', 0, undefined, 'declined'),
      order('d', 0, undefined, 'out of stock'),
      order('e', 0, undefined, 'declined'),
    ];
    const ends = new Map([
      ['a', 'Confirmed'],
      ['c', 'Canceled PAYMENT_DECLINED'],
      ['d', 'Canceled PAYMENT_DECLINED'],
      ['e', 'Confirmed'],
    ] as const);
    expect(outcomesOf(orders, ends)).toEqual({
      plain: { injected: 2, right: 1, wrong: { none: 1 } },
      declined: { injected: 2, right: 1, wrong: { Confirmed: 1 } },
      'out of stock': { injected: 1, right: 0, wrong: { 'Canceled PAYMENT_DECLINED': 1 } },
    });
  });

  it('is wrong when a request was refused, when a key placed two orders, when an accepted order does not exist', () => {
    const found = { placed: new Set(['o1', 'o2', 'o4']), ends: new Map() };
    const requests = [
      request(0, 'a'),
      request(1, 'a', 'plain', true),
      request(2, 'b'),
      request(3, 'c'),
      request(4, 'd'),
    ];
    const answers = [answer('o1'), answer('o2'), answer('', 503), answer('o3'), answer('o4')];
    expect(requestFaults(requests, answers, found)).toEqual([
      '1 requests were answered 503',
      '1 keys placed more than one order',
      '1 accepted orders do not exist',
    ]);
  });

  it('allows that of two equal requests one is told that the other is in flight, and no other conflict', () => {
    const found = { placed: new Set(['o1']), ends: new Map() };
    const twice = [request(0, 'a'), request(1, 'a', 'plain', true)];
    expect(requestFaults(twice, [answer('', 409), answer('o1')], found)).toEqual([]);
    expect(requestFaults([request(0, 'a')], [answer('', 409)], found)).toEqual(['1 requests were answered 409']);
  });

  it('is told of a request that nobody answered', () => {
    expect(requestFaults([request(0, 'a')], [answer('', 0)], { placed: new Set(), ends: new Map() })).toEqual([
      '1 requests had no answer',
    ]);
  });
});

describe('what an order costs', () => {
  const snapshot = (atMs: number, order_: number, generator: number, walBytes: number): Snapshot => ({
    atMs,
    cpu: new Map([
      ['order', { ms: order_, identity: '1.1' }],
      ['kafka', { ms: 50, identity: '2.1' }],
      ['generator', { ms: generator, identity: '3.1' }],
    ]),
    walBytes,
    kafkaBytes: walBytes / 2,
    chunks: new Map([['order.fulfillment', { sum: walBytes, count: walBytes / 4 }]]),
  });

  it('is what was used between two snapshots by each process, without the generator', () => {
    const usage = usageBetween(snapshot(0, 100, 10, 1_000), snapshot(9, 400, 90, 21_000), 100, ['generator']);
    expect(usage).toEqual({
      cpuMsPerOrder: { total: 3, order: 3, kafka: 0 },
      bystandersCpuMsPerOrder: { generator: 0.8 },
      walBytesPerOrder: 200,
      kafkaBytesPerOrder: 100,
      batch: { 'order.fulfillment': 4 },
    });
  });
});

describe('orders on their way', () => {
  it('are those that were to be sent and have not ended, also those that never will', () => {
    const orders = [order('a', 10, 50), order('b', 20, 90), order('c', 60, 70), order('d', 5)];
    expect([onTheirWay(orders, 30), onTheirWay(orders, 65), onTheirWay(orders, 200)]).toEqual([3, 3, 1]);
  });
});
