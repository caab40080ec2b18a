import type { OrderCase } from './order-case.ts';

/** When the specs' orders were placed, and when they are looked at. */
export const PLACED_AT = Date.UTC(2026, 0, 1);
export const NOW = PLACED_AT + 60_000;

const step = (from: string, to: string, ...sent: readonly string[]) => ({ from, to, input: 'heard', sent });

const REQUESTED = { type: 'PaymentRequested', amountMinor: 5_000, currency: 'EUR' };
const CAPTURED = { type: 'PaymentCaptured', amountMinor: 5_000, currency: 'EUR' };
const REFUNDED = { type: 'PaymentRefunded', amountMinor: 5_000, currency: 'EUR' };

/** Every part of an order that rests at Confirmed: two lamps for 5,000 minor units. */
export const confirmed = (): OrderCase => ({
  orderId: 'o-1',
  order: {
    facts: ['OrderPlaced', 'OrderConfirmed'],
    totalMinor: 5_000,
    currency: 'EUR',
    pieces: 'lamp×2',
    placedAt: PLACED_AT,
  },
  process: {
    status: 'Confirmed',
    version: 4,
    declared: [],
    steps: [
      step('NotStarted', 'AwaitingStock', 'ReserveStock'),
      step('AwaitingStock', 'AwaitingPayment', 'CapturePayment'),
      step('AwaitingPayment', 'AwaitingShipment', 'ScheduleShipment'),
      step('AwaitingShipment', 'Confirmed'),
    ],
  },
  reservation: { facts: ['ReservationMade'], made: 'lamp×2', released: '', shipped: '' },
  payment: [REQUESTED, CAPTURED],
  ledger: [{ currency: 'EUR', debitMinor: 5_000, creditMinor: 5_000, netMinor: 5_000, entries: 2 }],
  shipment: { status: 'Scheduled', pieces: 'lamp×2' },
  notifications: [{ kind: 'confirmed', status: 'sent', createdAt: PLACED_AT + 900, attempts: 1 }],
  openJobs: [],
  view: { standing: 'aa', standingVersion: 2, ofFacts: 'aa', ofTopic: 'aa', toldVersion: 1 },
  unheard: [],
  isBeforeRest: false,
  unsent: [],
  provider: { captured: [5_000], refunded: [], voids: 0, currency: 'EUR' },
  mails: [{ kind: 'confirmed', messageId: '<o-1.confirmed@tidemark.example>', receivedAt: PLACED_AT + 800 }],
});

/** The same order once it has left. */
export const dispatched = (): OrderCase => {
  const before = confirmed();
  return {
    ...before,
    order: { ...before.order!, facts: ['OrderPlaced', 'OrderConfirmed', 'OrderDispatched'] },
    process: {
      ...before.process!,
      status: 'Dispatched',
      version: 5,
      steps: [...before.process!.steps, step('Confirmed', 'Dispatched')],
    },
    reservation: { facts: ['ReservationMade', 'ReservationShipped'], made: 'lamp×2', released: '', shipped: 'lamp×2' },
    shipment: { status: 'Dispatched', pieces: 'lamp×2' },
    notifications: [
      ...before.notifications,
      { kind: 'dispatched', status: 'sent', createdAt: PLACED_AT + 1_900, attempts: 1 },
    ],
    mails: [
      ...before.mails!,
      { kind: 'dispatched', messageId: '<o-1.dispatched@tidemark.example>', receivedAt: PLACED_AT + 1_800 },
    ],
  };
};

/** The same order, canceled by its customer once it was confirmed. */
export const canceled = (): OrderCase => {
  const before = confirmed();
  return {
    ...before,
    order: {
      ...before.order!,
      facts: ['OrderPlaced', 'OrderConfirmed', 'OrderCancellationRequested', 'OrderCanceled'],
    },
    process: {
      status: 'Abandoned',
      version: 8,
      declared: [],
      steps: [
        ...before.process!.steps,
        step('Confirmed', 'Canceling', 'CancelShipment'),
        step('Canceling', 'Undoing', 'RefundPayment', 'ReleaseStock'),
        step('Undoing', 'Undoing'),
        step('Undoing', 'Abandoned'),
      ],
    },
    reservation: { facts: ['ReservationMade', 'ReservationReleased'], made: 'lamp×2', released: 'lamp×2', shipped: '' },
    payment: [REQUESTED, CAPTURED, { type: 'PaymentRefundRequested', amountMinor: 0, currency: '' }, REFUNDED],
    ledger: [{ currency: 'EUR', debitMinor: 10_000, creditMinor: 10_000, netMinor: 0, entries: 4 }],
    shipment: { status: 'Canceled', pieces: 'lamp×2' },
    notifications: [
      ...before.notifications,
      { kind: 'canceled', status: 'sent', createdAt: PLACED_AT + 1_900, attempts: 1 },
    ],
    provider: { captured: [5_000], refunded: [5_000], voids: 0, currency: 'EUR' },
    mails: [
      ...before.mails!,
      { kind: 'canceled', messageId: '<o-1.canceled@tidemark.example>', receivedAt: PLACED_AT + 1_800 },
    ],
  };
};

/** The canceled order, whose refund never came: an operator has declared the payment settled outside. */
export const closedByHand = (): OrderCase => {
  const before = canceled();
  const { payment, ledger, provider } = confirmed();
  const steps = before.process!.steps.map((taken, index, all) =>
    index === all.length - 1 ? { ...taken, input: 'AnswerSettledOutside' } : taken,
  );
  const declared = [
    { answer: 'payment', reason: 'Paid back by bank transfer.', actor: 'operator:ada', at: PLACED_AT + 5_000 },
  ];
  return { ...before, payment, ledger, provider: provider!, process: { ...before.process!, steps, declared } };
};
