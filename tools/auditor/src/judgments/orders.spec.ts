import { describe, expect, it } from 'vitest';
import type { Violation } from '../invariants.ts';
import type { OrderCase } from '../order-case.ts';
import { canceled, confirmed, dispatched, NOW, PLACED_AT } from '../order-case.fixtures.ts';
import { judgeEnds } from './ends.ts';
import { judgeMails } from './mails.ts';
import { judgeMoney } from './money.ts';
import { judgeParts } from './parts.ts';
import { judgeUndoing } from './undoing.ts';
import { judgeTold, judgeView } from './views.ts';
import { judgeWaiting } from './waiting.ts';

const judges: Readonly<Record<string, (known: OrderCase) => readonly Violation[]>> = {
  I2: judgeMoney,
  I3: (known) => judgeEnds(known, 30_000),
  I4: judgeParts,
  I8: judgeView,
  I9: judgeTold,
  I10: judgeUndoing,
  I12: (known) => judgeWaiting(known, NOW, true),
  I13: (known) => judgeMails(known, PLACED_AT),
};

const by = (judge: string, known: OrderCase): readonly string[] =>
  (judges[judge]?.(known) ?? []).map(({ invariant, orderId, expected, found }) => {
    expect([invariant, orderId]).toEqual([judge, 'o-1']);
    return `${expected} / ${found}`;
  });

describe.each([
  ['confirmed', confirmed()],
  ['dispatched', dispatched()],
  ['canceled', canceled()],
])('an order that is %s in all its parts', (_, known) => {
  it.each(Object.keys(judges))('keeps %s', (judge) => {
    expect(by(judge, known)).toEqual([]);
  });
});

const withOrder = (known: OrderCase, ...facts: readonly string[]): OrderCase => ({
  ...known,
  order: { ...known.order!, facts },
});

describe('I2, money', () => {
  it('is broken by one side of a booking', () => {
    const ledger = [{ currency: 'EUR', debitMinor: 5_000, creditMinor: 0, netMinor: 5_000, entries: 1 }];
    expect(by('I2', { ...confirmed(), ledger })).toEqual([
      'debits of 0 EUR, as the credits / 5000',
      '2 entries for 1 movements / 1',
    ]);
  });

  it('is broken by a booking that no fact explains', () => {
    const ledger = [{ currency: 'EUR', debitMinor: 7_000, creditMinor: 7_000, netMinor: 7_000, entries: 2 }];
    expect(by('I2', { ...confirmed(), ledger })).toEqual(["5000 booked, as the payment's facts say / 7000"]);
  });

  it('is broken by a second charge at the provider', () => {
    const provider = { captured: [5_000, 5_000], refunded: [], voids: 0, currency: 'EUR' };
    expect(by('I2', { ...confirmed(), provider })).toEqual([
      'the provider to hold 5000, as we say / it holds 10000',
      'one charge at the provider / 2 charges',
    ]);
  });

  it('is broken by a refund that the provider never made', () => {
    const provider = { captured: [5_000], refunded: [], voids: 0, currency: 'EUR' };
    expect(by('I2', { ...canceled(), provider })).toEqual(['the provider to hold 0, as we say / it holds 5000']);
  });

  it('is broken by another amount than the order costs', () => {
    const payment = [
      { type: 'PaymentRequested', amountMinor: 1, currency: 'EUR' },
      { type: 'PaymentCaptured', amountMinor: 1, currency: 'EUR' },
    ];
    expect(by('I2', { ...confirmed(), payment })).toContain('5000 captured / 1');
  });
});

describe('I3, one end', () => {
  it('is broken by an order that did not come to rest', () => {
    const process = {
      ...confirmed().process!,
      status: 'AwaitingShipment',
      steps: confirmed().process!.steps.slice(0, 3),
    };
    expect(by('I3', { ...withOrder(confirmed(), 'OrderPlaced'), process })).toEqual([
      'Confirmed, Dispatched or Abandoned after 30 s / AwaitingShipment',
    ]);
  });

  it('is broken by an order without a fulfillment', () => {
    const { process: _, ...orphan } = confirmed();
    expect(by('I3', orphan)).toEqual(['a fulfillment, begun with the order / none']);
  });

  it('is broken by a second end', () => {
    const facts = ['OrderPlaced', 'OrderConfirmed', 'OrderDispatched', 'OrderCanceled'];
    expect(by('I3', withOrder(dispatched(), ...facts))).toContain(
      `nothing after OrderDispatched but one OrderDelivered / ${facts.join(', ')}`,
    );
  });

  it('is broken by an order that lives on after it was canceled', () => {
    const facts = ['OrderPlaced', 'OrderCanceled', 'OrderConfirmed'];
    expect(by('I3', withOrder(canceled(), ...facts))).toContain(`nothing after OrderCanceled / ${facts.join(', ')}`);
  });

  it('is broken by an order that says another thing than its fulfillment', () => {
    expect(by('I3', withOrder(confirmed(), 'OrderPlaced'))).toEqual([
      'an order that is Confirmed, as its fulfillment is Confirmed / Placed',
    ]);
  });

  it('is broken by a journal that leaves an end', () => {
    const { process } = canceled();
    const steps = [...process!.steps, { from: 'Abandoned', to: 'Confirmed', input: 'heard', sent: [] }];
    const found = by('I3', { ...canceled(), process: { ...process!, status: 'Confirmed', steps } });
    expect(found.some((line) => line.startsWith('Abandoned for ever / '))).toBe(true);
  });

  it('is broken by a journal with a step missing', () => {
    const { process } = confirmed();
    const [first, , ...rest] = process!.steps;
    expect(by('I3', { ...confirmed(), process: { ...process!, steps: [first!, ...rest] } })[0]).toMatch(
      /^a journal whose steps follow each other/u,
    );
  });
});

describe('I4, the parts', () => {
  it.each([
    ['stock that was released', { reservation: canceled().reservation! }, 'stock held while Confirmed / stock nothing'],
    ['money that went back', { payment: canceled().payment }, '5000 paid while Confirmed / 0 paid'],
    [
      'a shipment that was canceled',
      { shipment: canceled().shipment! },
      'shipment Scheduled while Confirmed / shipment Canceled',
    ],
    [
      'other pieces reserved',
      { reservation: { ...confirmed().reservation!, made: 'lamp×1' } },
      'lamp×2 reserved / lamp×1',
    ],
    [
      'other pieces in the shipment',
      { shipment: { status: 'Scheduled', pieces: 'bulb×2' } },
      'lamp×2 in the shipment / bulb×2',
    ],
  ])('is broken by a confirmed order with %s', (_, part, line) => {
    expect(by('I4', { ...confirmed(), ...part })).toEqual([line]);
  });

  it.each([
    ['stock', { reservation: confirmed().reservation! }, 'stock nothing while Canceled / stock held'],
    ['money', { payment: confirmed().payment }, '0 paid while Canceled / 5000 paid'],
    [
      'a shipment',
      { shipment: confirmed().shipment! },
      'shipment none or Unknown or Refused or Canceled while Canceled / shipment Scheduled',
    ],
  ])('is broken by a canceled order that keeps %s', (_, part, line) => {
    expect(by('I4', { ...canceled(), ...part })).toEqual([line]);
  });

  it('is broken by a dispatched order whose pieces never left the books', () => {
    expect(by('I4', { ...dispatched(), reservation: confirmed().reservation! })).toEqual([
      'stock shipped while Dispatched / stock held',
    ]);
  });

  it('is broken by parts of an order that nobody placed', () => {
    const { order: _, process: __, ...parts } = confirmed();
    expect(by('I4', parts)).toEqual([
      'an order behind every reservation, payment and shipment / none in the order service',
    ]);
  });
});

describe('I8 and I9, the view', () => {
  it('are broken by a row that says another thing than the facts', () => {
    expect(by('I8', { ...confirmed(), view: { ...confirmed().view, standing: 'bb' } })).toEqual([
      'the fold of its facts, aa / the row bb',
    ]);
  });

  it('are broken by a topic that says another thing than the facts', () => {
    expect(by('I8', { ...confirmed(), view: { ...confirmed().view, ofTopic: 'cc' } })).toEqual([
      'the fold of its facts, aa / the fold of its topic, cc',
    ]);
  });

  it('are broken by a row that is missing', () => {
    expect(by('I8', { ...confirmed(), view: { ofFacts: 'aa' } })).toEqual(['a row in the view / none']);
  });

  it('are broken by a version that was answered and never came', () => {
    expect(by('I9', { ...confirmed(), view: { ...confirmed().view, toldVersion: 3 } })).toEqual([
      'version 3 in the view, as answered / 2',
    ]);
  });
});

describe('I10, undoing', () => {
  it.each([
    ['stock', { reservation: confirmed().reservation! }, 'ReserveStock refused or released / ReservationMade'],
    [
      'money',
      { payment: confirmed().payment },
      'CapturePayment declined, refunded or voided / PaymentRequested, PaymentCaptured',
    ],
    ['a shipment', { shipment: confirmed().shipment! }, 'ScheduleShipment refused or canceled / Scheduled'],
  ])('is broken by an abandoned order whose %s was not undone', (_, part, line) => {
    expect(by('I10', { ...canceled(), ...part })).toEqual([line]);
  });

  it('is broken by a request that nobody has answered', () => {
    expect(by('I10', { ...canceled(), payment: [] })).toEqual([
      'CapturePayment declined, refunded or voided / no word of payment',
    ]);
  });

  it('is broken by an undo that took effect twice', () => {
    const provider = { captured: [5_000], refunded: [2_500, 2_500], voids: 0, currency: 'EUR' };
    expect(by('I10', { ...canceled(), provider })).toEqual(['one refund at the provider at most / 2']);
  });
});

describe('I12, waiting', () => {
  const waiting = (deadline?: { status: string; dueAt: number }): OrderCase => ({
    ...confirmed(),
    process: { status: 'AwaitingShipment', version: 3, steps: [], declared: [], ...(deadline && { deadline }) },
  });

  it('is kept by who has a deadline that stands', () => {
    expect(by('I12', waiting({ status: 'AwaitingShipment', dueAt: NOW + 1 }))).toEqual([]);
  });

  it('is broken by who has no deadline', () => {
    expect(by('I12', waiting())).toEqual(['a deadline while AwaitingShipment / none: nobody will wake it']);
  });

  it('is broken by who has the deadline of another state', () => {
    expect(by('I12', waiting({ status: 'AwaitingPayment', dueAt: NOW }))).toEqual([
      'a deadline of AwaitingShipment / one of AwaitingPayment',
    ]);
  });

  it('is broken by who was not woken', () => {
    expect(by('I12', waiting({ status: 'AwaitingShipment', dueAt: NOW - 20_000 }))).toEqual([
      'to be woken at its deadline / overdue for 20 s',
    ]);
  });

  it('is broken by stock that is held for an abandoned order', () => {
    expect(by('I12', { ...canceled(), reservation: confirmed().reservation! })).toEqual([
      'stock held for a living or confirmed order only / held while Abandoned',
    ]);
  });

  it('is broken by a call that was never answered', () => {
    const openJobs = [{ service: 'payment', kind: 'refund', attempts: 7, lastError: 'ECONNREFUSED' }];
    expect(by('I12', { ...confirmed(), openJobs })).toEqual(["payment's refund answered / 7 attempts, ECONNREFUSED"]);
  });
});

describe('I13, mails', () => {
  const [mail] = confirmed().mails!;

  it('is broken by a turn that the customer was not told of', () => {
    expect(by('I13', { ...confirmed(), notifications: [], mails: [] })).toEqual([
      'notifications of confirmed / nothing',
    ]);
  });

  it('is broken by a mail that came more often than it was handed over', () => {
    expect(by('I13', { ...confirmed(), mails: [mail!, mail!] })).toEqual([
      'the mail "confirmed" as often as it was handed over, 1 / 2 times',
    ]);
  });

  it('is kept by a mail that came again because a worker died after handing it over', () => {
    const notifications = confirmed().notifications.map((notification) => ({ ...notification, attempts: 2 }));
    expect(by('I13', { ...confirmed(), notifications, mails: [mail!, mail!] })).toEqual([]);
  });

  it('is broken by a second Message-ID', () => {
    const notifications = confirmed().notifications.map((notification) => ({ ...notification, attempts: 2 }));
    const mails = [mail!, { ...mail!, messageId: '<other>' }];
    expect(by('I13', { ...confirmed(), notifications, mails })).toEqual([
      'one Message-ID for the mail "confirmed" / <o-1.confirmed@tidemark.example>, <other>',
    ]);
  });

  it('is broken by a mail that was sent and never came', () => {
    expect(by('I13', { ...confirmed(), mails: [] })).toEqual([
      'the mail "confirmed" caught / sent, and nothing arrived',
    ]);
  });

  it('is not broken by a mail that the catcher has forgotten', () => {
    expect(judgeMails({ ...confirmed(), mails: [] }, PLACED_AT + 2_000)).toEqual([]);
  });

  it('is broken by a mail that nobody asked for', () => {
    const mails = [...confirmed().mails!, { ...mail!, kind: 'delivered' }];
    expect(by('I13', { ...confirmed(), mails })).toEqual([
      'no mail "delivered" / one was caught, of which notification knows nothing',
    ]);
  });
});
