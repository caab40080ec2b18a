/* eslint-disable max-lines -- generated: one schema after the other */
// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { MessageType } from './messages.ts';

/** A message as Avro knows it. */
export interface RecordSchema {
  readonly type: 'record';
  readonly name: MessageType;
  readonly namespace: string;
  readonly doc: string;
  readonly topic: string;
  readonly key: string;
  readonly fields: readonly unknown[];
}

/** The schema of each message, as its file has it. */
export const schemas: Readonly<Record<MessageType, RecordSchema>> = {
  ReleaseStock: {
    type: 'record',
    name: 'ReleaseStock',
    namespace: 'tidemark.inventory.v1',
    doc: 'Asks inventory to give back what an order holds. Always answered by StockReleased, also when nothing was held.',
    topic: 'inventory.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'lines',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'ReleaseStockLine',
            doc: 'One product and how many pieces of it.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'quantity', type: 'int', doc: 'Pieces, at least one.' },
            ],
          },
        },
        doc: "The lines of the order's ReserveStock again, because the command may overtake it.",
      },
    ],
  },
  ReserveStock: {
    type: 'record',
    name: 'ReserveStock',
    namespace: 'tidemark.inventory.v1',
    doc: 'Asks inventory to hold back stock for every line of an order: all lines or none.',
    topic: 'inventory.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'lines',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'ReserveStockLine',
            doc: 'One product and how many pieces of it.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'quantity', type: 'int', doc: 'Pieces, at least one.' },
            ],
          },
        },
        doc: 'What to reserve, each SKU once.',
      },
    ],
  },
  StockReleased: {
    type: 'record',
    name: 'StockReleased',
    namespace: 'tidemark.inventory.v1',
    doc: 'The order holds no stock, whether or not it ever did.',
    topic: 'inventory.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  StockReservationRefused: {
    type: 'record',
    name: 'StockReservationRefused',
    namespace: 'tidemark.inventory.v1',
    doc: 'No stock is held back for the order, and none ever will be.',
    topic: 'inventory.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'reason',
        type: {
          type: 'enum',
          name: 'StockReservationRefusedReason',
          doc: 'Why a reservation was refused: too little stock, or it had already been released when it was asked for.',
          symbols: ['SHORT', 'RELEASED_BEFORE'],
        },
        doc: 'Why the reservation was refused.',
      },
      {
        name: 'shortages',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'StockReservationRefusedShortage',
            doc: 'One product of which there was too little.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'requested', type: 'int', doc: 'Pieces the order asked for.' },
              { name: 'available', type: 'int', doc: 'Pieces that could have been reserved.' },
            ],
          },
        },
        doc: 'The products that fell short; empty when the reason is another.',
      },
    ],
  },
  StockReserved: {
    type: 'record',
    name: 'StockReserved',
    namespace: 'tidemark.inventory.v1',
    doc: 'Stock is held back for every line of the order.',
    topic: 'inventory.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
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
        doc: 'Why the order was canceled.',
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
  CancelShipment: {
    type: 'record',
    name: 'CancelShipment',
    namespace: 'tidemark.shipping.v1',
    doc: 'Asks shipping not to ship the order. Always answered, also when the shipment is unknown or was refused.',
    topic: 'shipping.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  ScheduleShipment: {
    type: 'record',
    name: 'ScheduleShipment',
    namespace: 'tidemark.shipping.v1',
    doc: "Asks shipping to prepare the order's shipment.",
    topic: 'shipping.commands.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'lines',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'ScheduleShipmentLine',
            doc: 'One product and how many pieces of it.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'quantity', type: 'int', doc: 'Pieces, at least one.' },
            ],
          },
        },
        doc: 'What to ship, each SKU once.',
      },
      {
        name: 'address',
        type: {
          type: 'record',
          name: 'ScheduleShipmentAddress',
          doc: 'A postal address.',
          fields: [
            { name: 'recipient', type: 'string', doc: 'Name of the person or company.' },
            { name: 'street', type: 'string', doc: 'Street and house number.' },
            { name: 'postalCode', type: 'string', doc: 'Postal code, as the country writes it.' },
            { name: 'city', type: 'string', doc: 'Town or city.' },
            { name: 'country', type: 'string', doc: 'ISO 3166-1 alpha-2 code of the country.' },
          ],
        },
        doc: 'Where the shipment goes.',
      },
    ],
  },
  ShipmentCanceled: {
    type: 'record',
    name: 'ShipmentCanceled',
    namespace: 'tidemark.shipping.v1',
    doc: 'Nothing was shipped for the order, and nothing ever will be.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  ShipmentCancellationRefused: {
    type: 'record',
    name: 'ShipmentCancellationRefused',
    namespace: 'tidemark.shipping.v1',
    doc: 'The shipment could not be canceled any more, because it had been dispatched.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
    ],
  },
  ShipmentDelivered: {
    type: 'record',
    name: 'ShipmentDelivered',
    namespace: 'tidemark.shipping.v1',
    doc: 'The shipment reached its recipient.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'shipmentId', type: 'string', doc: "Shipping's own name for the shipment." },
    ],
  },
  ShipmentDispatched: {
    type: 'record',
    name: 'ShipmentDispatched',
    namespace: 'tidemark.shipping.v1',
    doc: 'The shipment left the warehouse.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'shipmentId', type: 'string', doc: "Shipping's own name for the shipment." },
      {
        name: 'lines',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'ShipmentDispatchedLine',
            doc: 'One product and how many pieces of it.',
            fields: [
              { name: 'sku', type: 'string', doc: "The product's stock keeping unit." },
              { name: 'quantity', type: 'int', doc: 'Pieces, at least one.' },
            ],
          },
        },
        doc: 'What left the warehouse, so that inventory can book it.',
      },
      { name: 'trackingCode', type: 'string', doc: "The carrier's code for following the shipment." },
    ],
  },
  ShipmentRefused: {
    type: 'record',
    name: 'ShipmentRefused',
    namespace: 'tidemark.shipping.v1',
    doc: 'The order will not be shipped.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      {
        name: 'reason',
        type: {
          type: 'enum',
          name: 'ShipmentRefusedReason',
          doc: 'Why a shipment was refused: nothing is delivered to the address, or it had been canceled before it was asked for.',
          symbols: ['ADDRESS_NOT_SERVED', 'CANCELED_BEFORE'],
        },
        doc: 'Why the shipment was refused.',
      },
    ],
  },
  ShipmentScheduled: {
    type: 'record',
    name: 'ShipmentScheduled',
    namespace: 'tidemark.shipping.v1',
    doc: 'The shipment is prepared and leaves once the order is confirmed.',
    topic: 'shipping.events.v1',
    key: 'orderId',
    fields: [
      {
        name: 'orderId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "The order this is about; also the record's key.",
      },
      { name: 'shipmentId', type: 'string', doc: "Shipping's own name for the shipment." },
    ],
  },
};
