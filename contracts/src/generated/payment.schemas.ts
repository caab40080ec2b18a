// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { RecordSchema } from '../record-schema.ts';

/** The schemas of what payment owns. */
export const paymentSchemas = {
  CapturePayment: {
    type: 'record',
    name: 'CapturePayment',
    namespace: 'tidemark.payment.v1',
    doc: "Asks payment to take an amount from the customer's card.",
    topic: 'payment.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'amountMinor', type: 'long', doc: 'Amount to capture in minor units of the currency.' },
      { name: 'currency', type: 'string', doc: 'ISO 4217 code of every amount in this record.' },
      { name: 'cardToken', type: 'string', doc: "The payment provider's token for the card; never a card number." },
    ],
  },
  PaymentCaptured: {
    type: 'record',
    name: 'PaymentCaptured',
    namespace: 'tidemark.payment.v1',
    doc: "The provider took the amount from the customer's card.",
    topic: 'payment.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'amountMinor', type: 'long', doc: 'Captured amount in minor units of the currency.' },
      { name: 'currency', type: 'string', doc: 'ISO 4217 code of every amount in this record.' },
      { name: 'providerReference', type: 'string', doc: "The provider's own name for the capture." },
    ],
  },
  PaymentDeclined: {
    type: 'record',
    name: 'PaymentDeclined',
    namespace: 'tidemark.payment.v1',
    doc: 'The provider refused the capture; no money moved.',
    topic: 'payment.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'declineCode', type: 'string', doc: "The provider's reason, as it gave it." },
    ],
  },
  PaymentRefunded: {
    type: 'record',
    name: 'PaymentRefunded',
    namespace: 'tidemark.payment.v1',
    doc: 'The captured amount went back to the customer.',
    topic: 'payment.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'amountMinor', type: 'long', doc: 'Refunded amount in minor units of the currency.' },
      { name: 'currency', type: 'string', doc: 'ISO 4217 code of every amount in this record.' },
    ],
  },
  PaymentVoided: {
    type: 'record',
    name: 'PaymentVoided',
    namespace: 'tidemark.payment.v1',
    doc: 'No money moved for the order, and none ever will.',
    topic: 'payment.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  RefundPayment: {
    type: 'record',
    name: 'RefundPayment',
    namespace: 'tidemark.payment.v1',
    doc: 'Asks payment to see to it that the order costs nothing. Always answered: by PaymentRefunded if money moved, else by PaymentVoided.',
    topic: 'payment.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
} satisfies Readonly<Record<string, RecordSchema>>;
