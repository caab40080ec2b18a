import { describe, expect, it } from 'vitest';
import { exceptionsOf } from './exceptions.ts';
import { judgeDeclared } from './exceptions.ts';
import type { OrderCase } from './order-case.ts';
import { canceled, closedByHand, confirmed, NOW } from './order-case.fixtures.ts';
import { judgeEnds } from './judgments/ends.ts';
import { judgeMoney } from './judgments/money.ts';
import { judgeParts } from './judgments/parts.ts';
import { judgeUndoing } from './judgments/undoing.ts';
import { judgeWaiting } from './judgments/waiting.ts';

const complaints = (known: OrderCase): readonly string[] =>
  [
    ...judgeEnds(known, 30_000),
    ...judgeDeclared(known),
    ...judgeMoney(known),
    ...judgeParts(known),
    ...judgeUndoing(known),
    ...judgeWaiting(known, NOW, true),
  ].map(({ invariant, expected, found }) => `${invariant} ${expected} / ${found}`);

const undeclared = (): OrderCase => ({
  ...closedByHand(),
  process: { ...closedByHand().process!, declared: [] },
});

describe('an order that was closed by hand', () => {
  it('is told as a declared exception with who, why and what is found, and is no violation', () => {
    expect(complaints(closedByHand())).toEqual([]);
    expect(exceptionsOf(closedByHand())).toMatchObject([
      { orderId: 'o-1', answer: 'payment', actor: 'operator:ada', found: ['5000 paid'] },
    ]);
  });

  it('excuses the call that is still tried, and tells of it', () => {
    const openJobs = [{ service: 'payment', kind: 'refund', attempts: 7, lastError: 'ECONNREFUSED' }];
    const known = { ...closedByHand(), openJobs };
    expect(complaints(known)).toEqual([]);
    expect(exceptionsOf(known)[0]?.found).toEqual(['5000 paid', 'refund still tried, 7 attempts so far']);
  });

  it('excuses stock that is still held only where the stock was declared', () => {
    const { reservation } = confirmed();
    const held = { ...closedByHand(), reservation: reservation! };
    expect(complaints(held)).toEqual([
      'I4 stock nothing while Canceled / stock held',
      'I10 ReserveStock refused or released / ReservationMade',
      'I12 stock held for a living or confirmed order only / held while Abandoned',
    ]);
    const [payment] = held.process!.declared;
    const both = [payment!, { ...payment!, answer: 'stock' }];
    const steps = held.process!.steps.map((step) =>
      step.from === 'Undoing' ? { ...step, input: 'AnswerSettledOutside' } : step,
    );
    const declared = { ...held, process: { ...held.process!, steps, declared: both } };
    expect(complaints(declared)).toEqual([]);
    expect(exceptionsOf(declared).map(({ found }) => found)).toEqual([['5000 paid'], ['stock held']]);
  });

  it('says that nothing is found when the undo came after all', () => {
    const { payment, ledger, provider } = canceled();
    const known = { ...closedByHand(), payment, ledger, provider: provider! };
    expect(complaints(known)).toEqual([]);
    expect(exceptionsOf(known)[0]?.found).toEqual([]);
  });

  it('excuses nothing without its reason: the step alone is a violation, and so is all that it would excuse', () => {
    expect(complaints(undeclared())).toEqual([
      'I3 1 reasons for 1 answers settled outside / 0',
      'I4 0 paid while Canceled / 5000 paid',
      'I10 CapturePayment declined, refunded or voided / PaymentRequested, PaymentCaptured',
    ]);
  });

  it.each<[string, Partial<OrderCase>, string]>([
    [
      'a shipment that goes on',
      { shipment: confirmed().shipment! },
      'I4 shipment none or Unknown or Refused or Canceled while Canceled / shipment Scheduled',
    ],
    [
      'a provider that took twice',
      { provider: { captured: [5_000, 5_000], refunded: [], voids: 0, currency: 'EUR' } },
      'I2 one charge at the provider / 2 charges',
    ],
    [
      'a ledger that books something else',
      { ledger: [{ currency: 'EUR', debitMinor: 1, creditMinor: 1, netMinor: 1, entries: 2 }] },
      "I2 5000 booked, as the payment's facts say / 1",
    ],
    [
      'a part of the money',
      { payment: [...confirmed().payment, { type: 'PaymentRefunded', amountMinor: 1, currency: 'EUR' }] },
      'I4 0 paid while Canceled / 4999 paid',
    ],
    [
      'a call of another service',
      { openJobs: [{ service: 'notification', kind: 'mail', attempts: 3, lastError: null }] },
      "I12 notification's mail answered / 3 attempts, no error told",
    ],
  ])('is held against everything else: %s', (_, part, complaint) => {
    expect(complaints({ ...closedByHand(), ...part })).toContain(complaint);
  });
});
