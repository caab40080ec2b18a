import { describe, expect, it } from 'vitest';
import type { OrderReading } from './verdict.ts';
import { judge, wrongsOfOrder } from './verdict.ts';

const confirmed: OrderReading = {
  orderId: 'order-1',
  customer: 'ada@example.com',
  status: 'Confirmed',
  held: true,
  scheduled: true,
  totalMinor: 2_500,
  chargedMinor: 2_500,
  mails: { confirmed: 1, canceled: 0 },
};

const canceled: OrderReading = {
  ...confirmed,
  status: 'Abandoned',
  held: false,
  scheduled: false,
  chargedMinor: 0,
  mails: { confirmed: 0, canceled: 1 },
};

describe('an order that ended right', () => {
  it('is confirmed, reserved, charged once, scheduled and told of once', () => {
    expect(wrongsOfOrder(confirmed)).toEqual([]);
  });

  it('or is canceled, holds nothing, is not charged and is told of once', () => {
    expect(wrongsOfOrder(canceled)).toEqual([]);
  });
});

describe('an order that ended wrong', () => {
  it.each([
    ['charged twice', { ...confirmed, chargedMinor: 5_000 }],
    ['confirmed, not charged', { ...confirmed, chargedMinor: 0 }],
    ['confirmed without stock', { ...confirmed, held: false }],
    ['confirmed without parcel', { ...confirmed, scheduled: false }],
    ['no mail', { ...confirmed, mails: { confirmed: 0, canceled: 0 } }],
    ['two mails', { ...confirmed, mails: { confirmed: 2, canceled: 0 } }],
    ['mail of another end', { ...confirmed, mails: { confirmed: 1, canceled: 1 } }],
    ['charged, not confirmed', { ...canceled, chargedMinor: 2_500 }],
    ['stock held for nobody', { ...canceled, held: true }],
    ['parcel for no order', { ...canceled, scheduled: true }],
    ['no mail', { ...canceled, mails: { confirmed: 0, canceled: 0 } }],
  ] satisfies [string, OrderReading][])('is told as %s', (wrong, order) => {
    expect(wrongsOfOrder(order)).toEqual([wrong]);
  });

  it('is stuck when it rests nowhere, with all that it took', () => {
    const stuck = { ...confirmed, status: 'AwaitingPayment', scheduled: false, mails: { confirmed: 0, canceled: 0 } };
    expect(wrongsOfOrder(stuck)).toEqual(['charged, not confirmed', 'stock held for nobody', 'stuck']);
  });
});

describe('the verdict on a run', () => {
  it('counts a customer once, and under every kind of wrong', () => {
    const stuck = { ...canceled, status: 'AwaitingPayment', held: true };
    expect(
      judge(['ada@example.com', 'bob@example.com'], [stuck, { ...confirmed, customer: 'bob@example.com' }]),
    ).toEqual({
      customers: 2,
      wrong: 1,
      kinds: { 'stock held for nobody': 1, stuck: 1 },
      turnedAway: 0,
    });
  });

  it('finds the customer whose order nobody knows', () => {
    expect(judge(['ada@example.com'], []).kinds).toEqual({ 'accepted and lost': 1 });
  });

  it('finds the customer who has two orders for one', () => {
    expect(judge(['ada@example.com'], [confirmed, { ...confirmed, orderId: 'order-2' }]).kinds).toEqual({
      'ordered twice': 1,
    });
  });

  it('counts who was turned away apart: everything was undone', () => {
    expect(judge(['ada@example.com'], [canceled])).toMatchObject({ wrong: 0, turnedAway: 1 });
  });
});
