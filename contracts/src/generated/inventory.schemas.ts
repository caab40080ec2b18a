// Generated from contracts/avro by tools/contracts-codegen. Change the schemas, not this file.

import type { RecordSchema } from '../record-schema.ts';

/** The schemas of what inventory owns. */
export const inventorySchemas = {
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
} satisfies Readonly<Record<string, RecordSchema>>;
