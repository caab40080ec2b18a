import { describe, expect, it } from 'vitest';
import { inOrder, timelineLines } from './timeline.ts';

const journal = [
  { to: 'AwaitingStock', input: 'OrderPlaced', sent: ['ReserveStock'], at: '2026-01-01T10:00:00.000Z' },
  { to: 'Abandoned', input: 'StockReservationRefused', sent: [], at: '2026-01-01T10:00:00.400Z' },
];
const mails = [{ subject: 'Your order is canceled', receivedAt: '2026-01-01T10:00:00.650Z' }];
const acts = [{ atMs: Date.parse('2026-01-01T10:00:00.012Z'), what: 'POST /orders answered 202' }];

describe('a timeline', () => {
  it('tells transitions, acts and mails in their order, counted from the order', () => {
    expect(timelineLines(inOrder(journal, mails, acts))).toEqual([
      '       0 ms      +0  fulfillment  AwaitingStock    OrderPlaced heard, ReserveStock sent',
      '      12 ms     +12  people       POST /orders answered 202',
      '     400 ms    +388  fulfillment  Abandoned        StockReservationRefused heard',
      '     650 ms    +250  mail         "Your order is canceled" delivered',
    ]);
  });

  it('is empty for an order that nobody took', () => {
    expect(inOrder([], [], acts)).toEqual([]);
  });
});
