import type { CapturePayment, RefundPayment } from '@tidemark/contracts';

/** The provider's word on a payment, whether its answer or its webhook brought it, and however often. */
export type ProviderOutcome =
  | { readonly kind: 'captured'; readonly providerReference: string }
  | { readonly kind: 'declined'; readonly declineCode: string }
  /** `providerReference` names the charge that was refunded; the payment may not have heard of its capture yet. */
  | { readonly kind: 'refunded'; readonly providerReference?: string }
  | { readonly kind: 'voided' };

/** Job and webhook both end here. */
export interface RecordOutcome {
  readonly type: 'RecordOutcome';
  readonly orderId: string;
  readonly outcome: ProviderOutcome;
}

export type PaymentAction = CapturePayment | RefundPayment | RecordOutcome;

/** The provider is to be asked for the money. */
export interface PaymentRequested {
  readonly type: 'PaymentRequested';
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly cardToken: string;
  /** The same for every attempt, so that the provider takes the money once. */
  readonly providerKey: string;
}

/** The provider took the money. */
export interface PaymentCaptured {
  readonly type: 'PaymentCaptured';
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly providerReference: string;
}

/** The provider refused; no money moved. */
export interface PaymentDeclined {
  readonly type: 'PaymentDeclined';
  readonly orderId: string;
  readonly declineCode: string;
}

/** The order is to cost nothing; the provider has the word. */
export interface PaymentRefundRequested {
  readonly type: 'PaymentRefundRequested';
  readonly orderId: string;
}

/** The money went back. */
export interface PaymentRefunded {
  readonly type: 'PaymentRefunded';
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** No money moved for the order, and none ever will. */
export interface PaymentVoided {
  readonly type: 'PaymentVoided';
  readonly orderId: string;
}

/** The facts of `payment-<orderId>`. */
export type PaymentFact =
  PaymentRequested | PaymentCaptured | PaymentDeclined | PaymentRefundRequested | PaymentRefunded | PaymentVoided;

/** What was asked of the provider. */
export interface Charge {
  readonly amountMinor: number;
  readonly currency: string;
  readonly providerKey: string;
}

export type Payment =
  | { readonly status: 'Unasked' }
  /** The provider's word on the capture is not known. */
  | { readonly status: 'Requested'; readonly charge: Charge }
  /** As Requested, but the order is to cost nothing: the charge is being voided by its key. */
  | { readonly status: 'Voiding'; readonly charge: Charge }
  | { readonly status: 'Captured'; readonly captured: PaymentCaptured }
  | { readonly status: 'Refunding'; readonly captured: PaymentCaptured }
  | { readonly status: 'Declined'; readonly declined: PaymentDeclined }
  | { readonly status: 'Refunded'; readonly captured: PaymentCaptured; readonly refunded: PaymentRefunded }
  | { readonly status: 'Voided'; readonly voided: PaymentVoided; readonly declined?: PaymentDeclined };

export type PaymentStatus = Payment['status'];

/** An outcome for an order whose payment was never asked for: it belongs to somebody else. */
export interface PaymentUnknown {
  readonly code: 'PAYMENT_UNKNOWN';
}

/** The provider says now what its earlier word rules out. Nothing was recorded; a person must compare the ledgers. */
export interface OutcomeContradicted {
  readonly code: 'OUTCOME_CONTRADICTED';
  readonly recorded: PaymentStatus;
  readonly outcome: ProviderOutcome['kind'];
}

export type PaymentRejection = PaymentUnknown | OutcomeContradicted;

/** What a fact asks of the provider; a worker makes the call after the commit, until the provider has answered. */
export type ProviderCall =
  | {
      readonly kind: 'capture';
      readonly orderId: string;
      readonly providerKey: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly cardToken: string;
    }
  | { readonly kind: 'void'; readonly orderId: string; readonly providerKey: string }
  | {
      readonly kind: 'refund';
      readonly orderId: string;
      /** Names the charge. */
      readonly providerKey: string;
      /** Names the refund, the same for every attempt, so that the money goes back once. */
      readonly refundKey: string;
      readonly amountMinor: number;
    };
