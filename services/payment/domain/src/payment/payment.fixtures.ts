import type { CapturePayment, RefundPayment } from '@tidemark/contracts';
import type {
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentRefundRequested,
  PaymentRequested,
  PaymentVoided,
  ProviderOutcome,
  RecordOutcome,
} from './payment.ts';

export const orderId = 'order-1';

export const capture: CapturePayment = {
  type: 'CapturePayment',
  orderId,
  amountMinor: 1_999,
  currency: 'EUR',
  cardToken: 'tok_approved',
};

export const refund: RefundPayment = { type: 'RefundPayment', orderId };

export const record = (outcome: ProviderOutcome): RecordOutcome => ({ type: 'RecordOutcome', orderId, outcome });

export const recordCaptured = record({ kind: 'captured', providerReference: 'ch-1' });

export const recordDeclined = record({ kind: 'declined', declineCode: 'insufficient_funds' });

export const recordRefunded = record({ kind: 'refunded', providerReference: 'ch-1' });

export const recordVoided = record({ kind: 'voided' });

export const requested: PaymentRequested = {
  type: 'PaymentRequested',
  orderId,
  amountMinor: 1_999,
  currency: 'EUR',
  cardToken: 'tok_approved',
  providerKey: 'capture-order-1',
};

export const captured: PaymentCaptured = {
  type: 'PaymentCaptured',
  orderId,
  amountMinor: 1_999,
  currency: 'EUR',
  providerReference: 'ch-1',
};

export const declined: PaymentDeclined = { type: 'PaymentDeclined', orderId, declineCode: 'insufficient_funds' };

export const refundRequested: PaymentRefundRequested = { type: 'PaymentRefundRequested', orderId };

export const refunded: PaymentRefunded = { type: 'PaymentRefunded', orderId, amountMinor: 1_999, currency: 'EUR' };

export const voided: PaymentVoided = { type: 'PaymentVoided', orderId };
