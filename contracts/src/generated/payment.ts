// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

// A long is a number here: the codec refuses a value that is no safe integer.

/** Asks payment to take an amount from the customer's card. */
export interface CapturePayment {
  readonly type: 'CapturePayment';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Amount to capture in minor units of the currency. */
  readonly amountMinor: number;
  /** ISO 4217 code of every amount in this record. */
  readonly currency: string;
  /** The payment provider's token for the card; never a card number. */
  readonly cardToken: string;
}

/** The provider took the amount from the customer's card. */
export interface PaymentCaptured {
  readonly type: 'PaymentCaptured';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Captured amount in minor units of the currency. */
  readonly amountMinor: number;
  /** ISO 4217 code of every amount in this record. */
  readonly currency: string;
  /** The provider's own name for the capture. */
  readonly providerReference: string;
}

/** The provider refused the capture; no money moved. */
export interface PaymentDeclined {
  readonly type: 'PaymentDeclined';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** The provider's reason, as it gave it. */
  readonly declineCode: string;
}

/** The captured amount went back to the customer. */
export interface PaymentRefunded {
  readonly type: 'PaymentRefunded';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
  /** Refunded amount in minor units of the currency. */
  readonly amountMinor: number;
  /** ISO 4217 code of every amount in this record. */
  readonly currency: string;
}

/** No money moved for the order, and none ever will. */
export interface PaymentVoided {
  readonly type: 'PaymentVoided';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}

/** Asks payment to see to it that the order costs nothing. Always answered: by PaymentRefunded if money moved, else by PaymentVoided. */
export interface RefundPayment {
  readonly type: 'RefundPayment';
  /** The order this is about; also the record's key. */
  readonly orderId: string;
}
