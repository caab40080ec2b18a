// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { RecordSchema } from '../record-schema.ts';

/** The schemas of what order owns. */
export const orderSchemas = {
  OrderCanceled: {
    type: 'record',
    name: 'OrderCanceled',
    namespace: 'tidemark.order.v1',
    doc: 'The order came to its end without a shipment; everything asked for has been undone.',
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'customerId', type: 'string', doc: 'The customer who placed the order.' },
      { name: 'emailAddress', type: 'string', doc: 'Where the customer wants to be written to.' },
      {
        name: 'reason',
        type: {
          type: 'enum',
          name: 'OrderCanceledReason',
          doc: 'Why an order ended without a shipment.',
          symbols: ['OUT_OF_STOCK', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'SHIPMENT_REFUSED', 'CUSTOMER'],
        },
        doc: 'Why the order was canceled, as v1 can say it: CUSTOMER also when an operator undid the order. Read cause instead.',
      },
      {
        name: 'cause',
        type: {
          type: 'enum',
          name: 'OrderCanceledCause',
          doc: 'Why an order ended without a shipment. OTHER is what readers see of a cause that they do not know yet.',
          symbols: [
            'OUT_OF_STOCK',
            'PAYMENT_DECLINED',
            'PAYMENT_TIMEOUT',
            'SHIPMENT_REFUSED',
            'CUSTOMER',
            'OPERATOR',
            'OTHER',
          ],
          default: 'OTHER',
        },
        default: 'OTHER',
        doc: 'Why the order was canceled. OTHER in what was written before v2: then reason tells.',
      },
    ],
  },
  OrderCancellationRefused: {
    type: 'record',
    name: 'OrderCancellationRefused',
    namespace: 'tidemark.order.v1',
    doc: 'The order could not be canceled any more, because it had been dispatched.',
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  OrderCancellationRequested: {
    type: 'record',
    name: 'OrderCancellationRequested',
    namespace: 'tidemark.order.v1',
    doc: 'The customer asked to cancel the order; whether it can be is not decided yet.',
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'reason',
        type: ['null', 'string'],
        default: null,
        doc: 'What the customer gave as the reason, if anything.',
      },
    ],
  },
  OrderConfirmed: {
    type: 'record',
    name: 'OrderConfirmed',
    namespace: 'tidemark.order.v1',
    doc: 'Stock is reserved, the payment captured and the shipment scheduled: the order will be fulfilled.',
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'customerId', type: 'string', doc: 'The customer who placed the order.' },
      { name: 'emailAddress', type: 'string', doc: 'Where the customer wants to be written to.' },
      { name: 'totalMinor', type: 'long', doc: 'What was captured, in minor units of the currency.' },
      { name: 'currency', type: 'string', doc: 'ISO 4217 code of every amount in this record.' },
      {
        name: 'pieces',
        type: 'int',
        default: 0,
        doc: 'Pieces over all lines; 0 in what was written before v2, which did not count them.',
      },
    ],
  },
  OrderDelivered: {
    type: 'record',
    name: 'OrderDelivered',
    namespace: 'tidemark.order.v1',
    doc: "The order's shipment reached its recipient.",
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'customerId', type: 'string', doc: 'The customer who placed the order.' },
      { name: 'emailAddress', type: 'string', doc: 'Where the customer wants to be written to.' },
    ],
  },
  OrderDispatched: {
    type: 'record',
    name: 'OrderDispatched',
    namespace: 'tidemark.order.v1',
    doc: "The order's shipment left the warehouse: the order can no longer be canceled.",
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'customerId', type: 'string', doc: 'The customer who placed the order.' },
      { name: 'emailAddress', type: 'string', doc: 'Where the customer wants to be written to.' },
      {
        name: 'trackingCode',
        type: ['null', 'string'],
        default: null,
        doc: "The carrier's code for following the shipment; null when only its delivery was heard of.",
      },
    ],
  },
  OrderPlaced: {
    type: 'record',
    name: 'OrderPlaced',
    namespace: 'tidemark.order.v1',
    doc: 'A customer placed an order; its lines are priced and its amounts final.',
    topic: 'order.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'customerId', type: 'string', doc: 'The customer who placed the order.' },
      {
        name: 'lines',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'OrderPlacedLine',
            doc: 'One ordered product at the price it was ordered for.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'quantity', type: 'int', doc: 'Pieces, at least one.' },
              {
                name: 'unitPriceMinor',
                type: 'long',
                doc: "Price of one piece in minor units of the order's currency.",
              },
            ],
          },
        },
        doc: 'What was ordered, each SKU once.',
      },
      { name: 'totalMinor', type: 'long', doc: 'Sum over all lines in minor units of the currency.' },
      { name: 'currency', type: 'string', doc: 'ISO 4217 code of every amount in this record.' },
    ],
  },
} satisfies Readonly<Record<string, RecordSchema>>;
