import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { OutboxRow } from './log-reading.ts';
import type { OrderCase } from './order-case.ts';
import { closedByHand, confirmed, NOW, PLACED_AT } from './order-case.fixtures.ts';
import type { Readings } from './readings.ts';
import { exitCodeOf, linesOf } from './report.ts';

const readings = (...orders: readonly OrderCase[]): Readings => ({
  takenAt: NOW,
  patienceMs: 30_000,
  orders,
  stock: [],
  moves: [],
  ledgerTotals: [],
  prices: [],
  outbox: new Map(),
  hearings: 0,
  repeated: [],
  unsentHandled: [],
  streams: { checked: 0, broken: [] },
  letters: [],
  held: [],
  answers: new Map(),
  callers: [],
  slotName: 'tidemark',
  slot: { name: 'tidemark', active: true, walStatus: 'reserved', keptBytes: 0, capBytes: 1, lagBytes: 0 },
  log: undefined,
  foreign: [],
  unsentElsewhere: [],
  mailsSince: PLACED_AT,
});

const pending = { id: 'm', type: 'OrderConfirmed', missingAt: 'notification.orders' };

/** The shop has not come to the customer's mail yet. */
const onItsWay = (): OrderCase => ({ ...confirmed(), notifications: [], mails: [], unheard: [pending] });

const placedAt = (known: OrderCase, ms: number): OrderCase => ({
  ...known,
  order: { ...known.order!, placedAt: ms },
});

const wrongIn = (read: Readings): readonly string[] =>
  judge(read).judgments.flatMap(({ violations }) => violations.map(({ invariant }) => invariant));

describe('judging a shop', () => {
  it('finds nothing in orders that are right, and says how many it looked at', () => {
    const { judgments, moving } = judge(readings(confirmed(), confirmed()));
    expect(judgments.flatMap(({ violations }) => violations)).toEqual([]);
    expect(moving).toEqual([]);
    expect(judgments.find(({ invariant }) => invariant === 'I4')?.checked).toBe(2);
  });

  it('leaves out an order that is on its way and young, and says why', () => {
    const young = placedAt(onItsWay(), NOW - 29_999);
    expect(judge(readings(young)).moving).toEqual([
      { subject: 'order o-1', because: ['OrderConfirmed is not handled by notification.orders'] },
    ]);
    expect(wrongIn(readings(young))).toEqual([]);
  });

  it('judges an order that is on its way and should have come to rest', () => {
    expect(wrongIn(readings(placedAt(onItsWay(), NOW - 30_000)))).toEqual(['I6', 'I13']);
  });

  it('judges an order however young when all was at rest and nothing was sent of it since', () => {
    const young = { ...placedAt(onItsWay(), NOW - 1_000), isBeforeRest: true };
    const { judgments, moving } = judge(readings(young));
    expect(moving).toEqual([]);
    expect(judgments.find(({ invariant }) => invariant === 'I6')?.violations).toMatchObject([
      {
        orderId: 'o-1',
        expected: 'OrderConfirmed m handled by notification.orders',
        found: 'not, and nothing is on its way',
      },
    ]);
  });

  it('leaves out a message about no order that is young, and judges it once all was at rest', () => {
    const row: OutboxRow = {
      id: 'copy',
      service: 'order',
      seq: 1,
      topic: 'order.dead-letters.v1',
      key: 'poison',
      type: 'DeadLetter',
      occurredAt: NOW - 1_000,
      isBeforeRest: false,
    };
    expect(judge({ ...readings(), unsentElsewhere: [row] }).moving).toEqual([
      { subject: 'message copy', because: ['DeadLetter is not on order.dead-letters.v1'] },
    ]);
    expect(wrongIn({ ...readings(), unsentElsewhere: [row] })).toEqual([]);
    expect(wrongIn({ ...readings(), unsentElsewhere: [{ ...row, isBeforeRest: true }] })).toEqual(['I6']);
  });

  it('expects nothing else of an order that never came to rest', () => {
    const process = {
      status: 'AwaitingPayment',
      version: 1,
      steps: [],
      declared: [],
      deadline: { status: 'AwaitingPayment', dueAt: NOW },
    };
    const stuck: OrderCase = { ...confirmed(), process, payment: [] };
    expect(new Set(wrongIn(readings(stuck)))).toEqual(new Set(['I3']));
  });
});

describe('a report', () => {
  const report = (read: Readings, unread: readonly string[] = []) => ({
    ...judge(read),
    unrest: [],
    unread,
    isComplete: unread.length === 0,
    orders: read.orders.length,
    records: 0,
    durations: {},
  });
  const spoiled = readings({ ...confirmed(), shipment: { status: 'Canceled', pieces: 'lamp×2' } });

  it('says on one line which order breaks which invariant, what was expected and what was found', () => {
    expect(linesOf(report(spoiled))).toContain(
      'I4  order o-1: expected shipment Scheduled while Confirmed; found shipment Canceled',
    );
  });

  it('names what an operator has declared, with who and why, and ends with 0', () => {
    const declared = report(readings(closedByHand()));
    expect(linesOf(declared)).toContain(
      'declared exception: order o-1: payment settled outside, says operator:ada at 2026-01-01T00:00:05.000Z: "Paid back by bank transfer."; 5000 paid',
    );
    expect(exitCodeOf(declared)).toBe(0);
  });

  it('says in its last line whether all was judged', () => {
    const lastOf = (isComplete: boolean) => linesOf({ ...report(readings(confirmed())), isComplete }).at(-1);
    expect(lastOf(true)).toMatch(/: nothing is wrong$/u);
    expect(lastOf(false)).toMatch(/: nothing is wrong, as far as all was at rest$/u);
  });

  it('ends with 0 when clean, 1 with violations whatever could be read, 2 when something could not', () => {
    expect(exitCodeOf(report(readings(confirmed())))).toBe(0);
    expect(exitCodeOf(report(spoiled, ['Kafka: away']))).toBe(1);
    expect(exitCodeOf(report(readings(confirmed()), ['Kafka: away']))).toBe(2);
  });
});
