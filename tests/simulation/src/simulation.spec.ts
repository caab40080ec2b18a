import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runBatch } from './batch.ts';
import { Choices } from './choices.ts';
import { reportOf } from './report.ts';
import { simulate } from './simulation.ts';
import { Sightings } from './sightings.ts';

const SEEDS = 10_000;

const chart = new URL('../../../docs/diagrams/fulfillment.md', import.meta.url);

/** Every arrow of the state chart, which is drawn from the code: the cells of the table that are not empty. */
const cells = [...readFileSync(chart, 'utf8').matchAll(/^ {4}(\S+) --> \S+: (\w+)/gmu)].map(
  ([, state = '', input = '']) => `${state} ${input}`,
);

/** A cancellation is answered in every state, also where it moves nothing. */
const answeredCancellations = [
  '[*]',
  'Canceling',
  'Undoing_stock',
  'Undoing_payment',
  'Undoing_payment_and_stock',
  'Dispatched',
  'Abandoned',
].map((state) => `${state} CancelRequested`);

const everyBox = [
  ...['[*]', 'AwaitingStock', 'AwaitingPayment', 'AwaitingShipment', 'Confirmed', 'Canceling', 'Undoing_stock'],
  ...['Undoing_payment', 'Undoing_payment_and_stock', 'Dispatched', 'Abandoned'],
];

/** An operator is answered in every state, and mostly told no. */
const answeredOperators = everyBox.flatMap((state) =>
  ['AskAgainRequested', 'UndoRequested', 'AnswerSettledOutside'].map((input) => `${state} ${input}`),
);

const product = (subject: string, states: readonly string[], inputs: readonly string[]): readonly string[] =>
  states.flatMap((state) => inputs.map((input) => `${subject}${state} ${input}`));

/** Every question in every state that a participant can be asked it in. */
const participants = [
  ...product(
    'reservation',
    [
      '[]',
      '[ReservationMade]',
      '[ReservationRefused]',
      '[ReservationReleased]',
      '[ReservationMade ReservationReleased]',
      '[ReservationRefused ReservationReleased]',
    ],
    ['ReserveStock', 'ReleaseStock'],
  ),
  'reservation[ReservationMade] ShipStock',
  'reservation[ReservationMade ReservationShipped] ShipStock',
  ...product(
    'payment ',
    ['Unasked', 'Requested', 'Voiding', 'Captured', 'Refunding', 'Refunded', 'Declined', 'Voided'],
    ['CapturePayment', 'RefundPayment'],
  ),
  ...product('payment ', ['Requested', 'Voiding'], ['captured', 'declined']),
  ...product('payment ', ['Refunding', 'Refunded'], ['captured', 'refunded']),
  ...product('payment ', ['Voiding', 'Voided'], ['voided']),
  ...['payment Voiding refunded', 'payment Captured captured', 'payment Declined declined', 'payment Voided declined'],
  ...product(
    'shipment ',
    ['Unknown', 'Scheduled', 'Refused', 'Canceled', 'Dispatched', 'Delivered'],
    ['ScheduleShipment', 'CancelShipment'],
  ),
  ...product(
    'shipment ',
    ['Scheduled', 'Refused', 'Canceled', 'Dispatched', 'Delivered'],
    ['DispatchShipment', 'DeliverShipment'],
  ),
  ...product('shipment ', ['Scheduled', 'Canceled', 'Dispatched', 'Delivered'], ['ConfirmShipment']),
];

describe('the shop on a hostile bus', () => {
  const sightings = new Sightings();

  it.each([
    { title: 'with the inbox', inbox: true },
    { title: 'without the inbox', inbox: false },
  ])('brings every order of 10,000 seeds to its right end $title', { timeout: 120_000 }, ({ inbox }) => {
    const { wrong, runs } = runBatch({ from: 1, seeds: SEEDS, inboxes: [inbox] }, undefined, sightings);
    const [first] = wrong;
    const report = first ? reportOf(first.seed, { inbox, variant: undefined }).join('\n') : '';
    expect(report, `${wrong.length} of the seeds 1 to ${SEEDS} end wrong`).toBe('');
    expect(runs).toBe(SEEDS);
  });

  it('comes by every cell of the state table that is not empty', () => {
    expect(cells.length).toBeGreaterThan(30);
    expect(
      [...cells, ...answeredCancellations, ...answeredOperators].filter((cell) => !sightings.places.has(cell)),
    ).toEqual([]);
  });

  it('asks every participant every question in every state that it can be asked in', () => {
    expect(participants.filter((place) => !sightings.places.has(place))).toEqual([]);
  });

  it('tells the same story when the seed is the same', () => {
    const story = (): readonly string[] => {
      const lines: string[] = [];
      simulate(Choices.ofSeed(7), { inbox: true, telling: (now, who, what) => lines.push(`${now} ${who} ${what}`) });
      return lines;
    };
    expect(story()).toEqual(story());
    expect(story().length).toBeGreaterThan(10);
  });

  it('is all well when chance has no say: the order waits, paid and packed, for the warehouse', () => {
    expect(simulate(Choices.repeating(new Map()), { inbox: true })).toMatchObject({ orders: 1, ends: ['Confirmed'] });
  });
});
