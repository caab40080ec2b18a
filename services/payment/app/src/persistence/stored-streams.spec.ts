import { readFileSync } from 'node:fs';
import { refold } from '@tidemark/event-store';
import { describe, expect, it } from 'vitest';
import { paymentStream } from './streams.ts';

/** Streams as version 1 of this service stored them. They are never edited: such streams stand in databases. */
const stored = (name: string): readonly unknown[] =>
  JSON.parse(readFileSync(new URL(`stored-v1/${name}.json`, import.meta.url), 'utf8')) as readonly unknown[];

const orderId = '01a1f922-97f5-7575-be8b-357c6ebb6ff6';
const money = { amountMinor: 14_900, currency: 'EUR' };

describe('a stream that version 1 stored', () => {
  it.each([
    [
      'payment-refunded',
      {
        status: 'Refunded',
        captured: { type: 'PaymentCaptured', orderId, ...money, providerReference: 'ch_1' },
        refunded: { type: 'PaymentRefunded', orderId, ...money },
      },
    ],
    [
      'payment-declined',
      { status: 'Declined', declined: { type: 'PaymentDeclined', orderId, declineCode: 'insufficient_funds' } },
    ],
    ['payment-voided', { status: 'Voided', voided: { type: 'PaymentVoided', orderId } }],
  ])('adds up to the payment: %s', (name, payment) => {
    expect(refold(paymentStream, stored(name))).toEqual(payment);
  });
});
