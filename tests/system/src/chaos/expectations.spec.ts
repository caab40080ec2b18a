import { describe, expect, it } from 'vitest';
import type { Customer } from './customers.ts';
import type { Found } from './expectations.ts';
import { judgeAgainst } from './expectations.ts';
import { judgeLetters } from './expected-letters.ts';
import type { OrderKind } from './orders.ts';
import type { Struck } from './run-schedule.ts';
import type { Fault } from './schedule.ts';

const T = Date.parse('2026-11-20T12:00:00Z');

const customer = (kind: OrderKind, more: Partial<Customer> = {}): Customer => ({
  order: { atMs: 0, key: 'key-1', kind, body: {}, isHasty: false, secondThoughtsMs: 0 },
  orderId: 'order-1',
  answers: [{ status: 202, key: 'key-1', orderId: 'order-1' }],
  acceptedAtMs: 5,
  stillWantsTo: undefined,
  ...more,
});

const ended = (end: string, more: Partial<Found> = {}): ReadonlyMap<string, Found> =>
  new Map([['order-1', { end, paymentFromMs: null, paymentToMs: null, ...more }]]);

const killed = (target: string): Fault => ({ kind: 'kill', target, atMs: 0, lengthMs: 1_000 });

const judged = (found: ReadonlyMap<string, Found>, customers: readonly Customer[], struck: readonly Struck[] = []) =>
  judgeAgainst(found, {
    customers,
    struck,
    schedule: { seed: 1, orders: customers.length, rate: 1, faults: struck.map(({ fault }) => fault) },
  }).violations;

describe('an order of a run', () => {
  it.each<[OrderKind, string]>([
    ['plain', 'Confirmed'],
    ['out of stock', 'Canceled OUT_OF_STOCK'],
    ['canceled', 'Canceled CUSTOMER'],
    ['raced', 'Dispatched'],
    ['raced', 'Canceled CUSTOMER'],
  ])('of kind %s is right at %s', (kind, end) => {
    expect(judged(ended(end), [customer(kind)])).toEqual([]);
  });

  it.each<[OrderKind, string]>([
    ['plain', 'Canceled OUT_OF_STOCK'],
    ['plain', 'none'],
    ['out of stock', 'Confirmed'],
    ['canceled', 'Confirmed'],
    ['dispatched', 'Confirmed'],
  ])('of kind %s is wrong at %s', (kind, end) => {
    expect(judged(ended(end), [customer(kind)])).toEqual([expect.stringContaining(`found ${end}`)]);
  });

  it('may miss its payment’s deadline when something was broken meanwhile, and only then', () => {
    const late = ended('Canceled PAYMENT_TIMEOUT', { paymentFromMs: T, paymentToMs: T + 20_000 });
    const struck = { fault: killed('payment'), fromMs: T - 5_000, struckMs: T - 5_000, toMs: T + 1_000 };
    expect(judged(late, [customer('plain')], [struck])).toEqual([]);
    expect(judged(late, [customer('plain')])).toHaveLength(1);
    expect(judged(late, [customer('plain')], [{ ...struck, fromMs: T - 90_000, toMs: T - 80_000 }])).toHaveLength(1);
  });

  it('may not be canceled before its payment’s deadline has passed', () => {
    const early = ended('Canceled PAYMENT_TIMEOUT', { paymentFromMs: T, paymentToMs: T + 12_000 });
    expect(
      judged(early, [customer('plain')], [{ fault: killed('payment'), fromMs: T, struckMs: T, toMs: T + 1_000 }]),
    ).toHaveLength(1);
  });

  it('is missed when it was accepted and is not there, and noticed when nobody was told of it', () => {
    expect(judged(new Map(), [customer('plain')])).toEqual(['order order-1 (plain) was accepted and does not exist']);
    expect(judged(ended('Confirmed'), [])).toEqual(['order order-1 exists, and nobody was told so']);
  });

  it('is not promised to two customers', () => {
    const second = customer('plain');
    expect(judged(ended('Confirmed'), [customer('plain'), second])).toEqual([
      'one order was promised to two customers',
    ]);
  });

  it('must be taken at once while only others are broken; without the order service it may be asked for again', () => {
    const asked = customer('plain', {
      answers: [
        { status: 503, key: 'key-1' },
        { status: 202, key: 'key-1', orderId: 'order-1' },
      ],
    });
    const by = (target: string) => [{ fault: killed(target), fromMs: T, struckMs: T, toMs: T }];
    expect(judged(ended('Confirmed'), [asked], by('kafka'))).toEqual([expect.stringContaining('1 of 2 POST /orders')]);
    expect(judged(ended('Confirmed'), [asked], by('order'))).toEqual([]);
    expect(judged(ended('Confirmed'), [asked], by('postgres'))).toEqual([]);
  });

  it('is not forgotten by a customer who could not do what they wanted', () => {
    const waiting = customer('dispatched', { stillWantsTo: 'dispatch the order' });
    expect(judged(ended('Dispatched'), [waiting])).toEqual([
      'the customer key-1 (dispatched) could not dispatch the order',
    ]);
  });
});

describe('the dead letters of a run', () => {
  const groups = [{ topics: ['a.v1', 'b.v1'] }, { topics: ['b.v1'] }];
  const letter = { place: 'b.v1/0/7', consumer: 'one', key: 'poison: bomb 1', cause: 'no message' };
  const both = [letter, { ...letter, consumer: 'two' }];

  it('are those of the poison, one of each consumer that listens there', () => {
    expect(judgeLetters(both, ['b.v1/0/7'], groups)).toEqual([]);
  });

  it('are too few when a consumer has none', () => {
    expect(judgeLetters([letter], ['b.v1/0/7'], groups)).toEqual([expect.stringContaining('b.v1/0/7')]);
  });

  it('are too many when an honest record is among them', () => {
    const honest = { ...letter, place: 'a.v1/1/3', key: 'order-1' };
    expect(judgeLetters([...both, honest], ['b.v1/0/7'], groups)).toEqual([
      'a dead letter of one at a.v1/1/3: no message',
    ]);
  });
});
