import { describe, expect, it } from 'vitest';
import type { Place, Reading } from './reading.ts';
import { differences, expectedReading } from './reading.ts';
import { stories } from './stories.ts';

const places: readonly Place[] = [
  'fulfillment',
  'order view',
  'stock',
  'payment',
  'ledger',
  "provider's ledger",
  'shipment',
  'mailbox',
];

const where = (place: Place, fact: string): string => `http://${place}/${fact}`;

const storyNamed = (name: string) => stories.find((story) => story.name === name)!;

/** What the real shop answers after the story all-well: two lamps of 25.00 EUR. */
const allWell: Reading = {
  fulfillment: { status: 'Confirmed' },
  'order view': { status: 'Confirmed', cancelReason: null, totalMinor: 5_000, trackingCode: null, ordersOfCustomer: 1 },
  stock: { 'lamp on hand': 10, 'lamp reserved': 2, 'lamp available': 8, 'lamp shipped': 0 },
  payment: { status: 'Captured', capturedMinor: 5_000, refundedMinor: 0 },
  ledger: { debitsMinor: 5_000, creditsMinor: 5_000, receivableMinor: 5_000 },
  "provider's ledger": { charges: 1, chargedMinor: 5_000, refundedMinor: 0 },
  shipment: { status: 'Scheduled', trackingCode: null },
  mailbox: { kinds: 'confirmed' },
};

/** After canceled-after-confirmed: everything is as if nothing had been ordered, and the books still say what happened. */
const canceledAfterConfirmed: Reading = {
  fulfillment: { status: 'Abandoned' },
  'order view': {
    status: 'Canceled',
    cancelReason: 'CUSTOMER',
    totalMinor: 5_000,
    trackingCode: null,
    ordersOfCustomer: 1,
  },
  stock: { 'lamp on hand': 10, 'lamp reserved': 0, 'lamp available': 10, 'lamp shipped': 0 },
  payment: { status: 'Refunded', capturedMinor: 5_000, refundedMinor: 5_000 },
  ledger: { debitsMinor: 10_000, creditsMinor: 10_000, receivableMinor: 0 },
  "provider's ledger": { charges: 1, chargedMinor: 5_000, refundedMinor: 5_000 },
  shipment: { status: 'Canceled', trackingCode: null },
  mailbox: { kinds: 'canceled, confirmed' },
};

/** After payment-deadline-passes: the provider was silent, and was told to forget the charge. */
const paymentDeadlinePassed: Reading = {
  fulfillment: { status: 'Abandoned' },
  'order view': {
    status: 'Canceled',
    cancelReason: 'PAYMENT_TIMEOUT',
    totalMinor: 5_000,
    trackingCode: null,
    ordersOfCustomer: 1,
  },
  stock: { 'lamp on hand': 10, 'lamp reserved': 0, 'lamp available': 10, 'lamp shipped': 0 },
  payment: { status: 'Voided', capturedMinor: 0, refundedMinor: 0 },
  ledger: { debitsMinor: 0, creditsMinor: 0, receivableMinor: 0 },
  "provider's ledger": { charges: 0, chargedMinor: 0, refundedMinor: 0 },
  shipment: { status: 'none' },
  mailbox: { kinds: 'canceled' },
};

const delivered: Reading = {
  ...allWell,
  fulfillment: { status: 'Dispatched' },
  'order view': { ...allWell['order view'], status: 'Delivered', trackingCode: 'DEMO-0001' },
  stock: { 'lamp on hand': 8, 'lamp reserved': 0, 'lamp available': 8, 'lamp shipped': 2 },
  shipment: { status: 'Delivered', trackingCode: 'DEMO-0001' },
  mailbox: { kinds: 'confirmed, delivered, dispatched' },
};

describe('the end of a story', () => {
  it.each([
    ['all-well', allWell],
    ['canceled-after-confirmed', canceledAfterConfirmed],
    ['payment-deadline-passes', paymentDeadlinePassed],
    ['dispatched-and-delivered', delivered],
  ])('is right when every place says what it must: %s', (name, reading) => {
    expect(differences(expectedReading(storyNamed(name)), reading, where)).toEqual([]);
  });

  it('is wrong when another story has ended', () => {
    const found = differences(expectedReading(storyNamed('all-well')), canceledAfterConfirmed, where);
    expect(new Set(found.map(({ what }) => what.split(':')[0]))).toEqual(new Set(places));
  });

  it.each<[what: string, place: Place, wrong: Reading[Place], expected: unknown, found: unknown]>([
    ["provider's ledger: charges", "provider's ledger", { charges: 2 }, 1, 2],
    ['ledger: creditsMinor', 'ledger', { creditsMinor: 4_999 }, 5_000, 4_999],
    ['stock: lamp reserved', 'stock', { 'lamp reserved': 0 }, 2, 0],
    ['mailbox: kinds', 'mailbox', { kinds: 'confirmed, confirmed' }, 'confirmed', 'confirmed, confirmed'],
    ['order view: ordersOfCustomer', 'order view', { ordersOfCustomer: 2 }, 1, 2],
    ['payment: answer', 'payment', { answer: 'HTTP 500' }, 'readable', 'HTTP 500'],
  ])('is wrong when one fact is, and says which, and where to look: %s', (what, place, wrong, expected, found) => {
    const reading = { ...allWell, [place]: { ...allWell[place], ...wrong } };
    expect(differences(expectedReading(storyNamed('all-well')), reading, where)).toEqual([
      { what, expected, found, where: `http://${what.replace(': ', '/')}` },
    ]);
  });

  it('is wrong when a place says nothing at all', () => {
    for (const place of places) {
      const found = differences(expectedReading(storyNamed('all-well')), { ...allWell, [place]: {} }, where);
      expect(found.length, place).toBeGreaterThan(0);
    }
  });
});
