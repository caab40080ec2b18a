import { readFileSync } from 'node:fs';
import { refold } from '@tidemark/event-store';
import { describe, expect, it } from 'vitest';
import { reservationStream, stockStream } from './streams.ts';

/** Streams as version 1 of this service stored them. They are never edited: such streams stand in databases. */
const stored = (name: string): readonly unknown[] =>
  JSON.parse(readFileSync(new URL(`stored-v1/${name}.json`, import.meta.url), 'utf8')) as readonly unknown[];

const orderId = '01a1f922-97f5-7575-be8b-357c6ebb6ff6';
const lines = [{ sku: 'lamp', quantity: 2 }];

describe('a stream that version 1 stored', () => {
  it.each([
    [
      'reservation-released',
      {
        answer: { type: 'ReservationMade', orderId, lines },
        released: { type: 'ReservationReleased', orderId, lines },
      },
    ],
    [
      'reservation-refused',
      {
        answer: {
          ...{ type: 'ReservationRefused', orderId, reason: 'SHORT' },
          shortages: [{ sku: 'lamp', requested: 2, available: 1 }],
        },
      },
    ],
    [
      'reservation-shipped',
      {
        answer: { type: 'ReservationMade', orderId, lines },
        shipped: { type: 'ReservationShipped', orderId, lines },
      },
    ],
  ])('adds up to what was answered to an order: %s', (name, reservation) => {
    expect(refold(reservationStream, stored(name))).toEqual(reservation);
  });

  it('adds up to the pieces of a product', () => {
    expect(refold(stockStream, stored('stock-lamp'))).toEqual({ onHand: 7, reserved: 0, shipped: 2 });
  });
});
