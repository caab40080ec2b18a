import { describe, expect, it } from 'vitest';
import { WrongUsage } from './command.ts';
import { agoOf, secondsOf } from './durations.ts';
import { listLines, shownLines } from './fulfillment-lines.ts';
import { paintFor, plain } from './paint.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const waiting = {
  orderId: 'o-1',
  customerId: 'customer-1',
  status: 'Undoing',
  outstanding: ['payment', 'stock'],
  placedAt: '2026-01-01T11:00:00.000Z',
  overdueSince: '2026-01-01T11:59:30.000Z',
};
const confirmed = { ...waiting, orderId: 'o-22', status: 'Confirmed', outstanding: [], overdueSince: null };

describe('A list', () => {
  it('stands in columns, oldest first as it came, and says how to go on', () => {
    const page = { fulfillments: [waiting, confirmed], after: 'o-22' };
    expect(listLines(page, plain, NOW)).toEqual([
      'order  customer    state      age  overdue  outstanding',
      'o-1    customer-1  Undoing    1h   30s      payment and stock',
      'o-22   customer-1  Confirmed  1h   -',
      'more: --after o-22',
    ]);
  });

  it('says so when nothing fits', () => {
    expect(listLines({ fulfillments: [], after: null }, plain, NOW)).toEqual(['no fulfillment fits']);
  });

  it('is colored on a terminal where NO_COLOR is not set, and aligned all the same', () => {
    const lines = (paint: ReturnType<typeof paintFor>) =>
      listLines({ fulfillments: [waiting], after: null }, paint, NOW).join('\n');
    const colored = lines(paintFor({ isTTY: true }, undefined));
    expect(colored).toContain('\u001B[31m30s\u001B[39m');
    expect(colored.replaceAll(/\u001B\[\d+m/gu, '')).toBe(lines(plain));
    expect(lines(paintFor({ isTTY: true }, '1'))).toBe(lines(plain));
    expect(lines(paintFor({}, undefined))).toBe(lines(plain));
  });
});

describe('A fulfillment', () => {
  const step = { at: '2026-01-01T11:00:00.000Z', from: 'Undoing', to: 'Undoing', sent: [], actor: 'operator:ada' };
  const fulfillment = {
    orderId: 'o-1',
    status: 'Undoing',
    placedAt: '2026-01-01T11:00:00.000Z',
    awaits: ['ReleaseStock'],
    deadlineAt: null,
    overdueSince: null,
    possible: ['ask-again', 'close'],
    journal: [{ ...step, input: 'AnswerSettledOutside', answer: 'payment', reason: 'Paid\u001B[2J\nback.' }],
  };

  it('is told with what it awaits, what can be done, and who did what and why', () => {
    expect(shownLines(fulfillment, plain)).toEqual([
      'order     o-1',
      'placed    2026-01-01T11:00:00.000Z',
      'state     Undoing',
      'awaits    an answer to ReleaseStock',
      'deadline  none',
      'overdue   no',
      'possible  ask-again, close',
      '',
      'at                        state    heard                         sent  by',
      '2026-01-01T11:00:00.000Z  Undoing  AnswerSettledOutside payment        operator:ada: Paid [2J back.',
    ]);
  });
});

describe('A time', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['2h', 7_200],
    ['1d', 86_400],
  ])('of %s is so many seconds', (text, seconds) => {
    expect(secondsOf('--older-than', text)).toBe(seconds);
  });

  it.each(['15', 'm', '1w', '-1s'])('is not written "%s"', (text) => {
    const sentence = `--older-than must be a time such as 90s, 15m, 2h or 1d, not "${text}".`;
    expect(() => secondsOf('--older-than', text)).toThrow(new WrongUsage(sentence));
  });

  it('that has passed is told in its largest whole unit', () => {
    const ago = (ms: number) => agoOf(new Date(NOW - ms).toISOString(), NOW);
    expect([0, 59_999, 60_000, 7_199_999, 172_800_000, -5].map(ago)).toEqual(['0s', '59s', '1m', '1h', '2d', '0s']);
  });
});
