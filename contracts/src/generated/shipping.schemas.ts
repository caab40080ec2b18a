// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { RecordSchema } from '../record-schema.ts';

/** The schemas of what shipping owns. */
export const shippingSchemas = {
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
} satisfies Readonly<Record<string, RecordSchema>>;
