import type { RecordSchema } from '@tidemark/contracts';
import { describe, expect, it } from 'vitest';
import { orderId } from './messages.fixtures.ts';
import { plainOf } from './plain.ts';
import { readerTypeOf } from './schema-types.ts';

const place = { type: 'record', name: 'Place', fields: [{ name: 'aisle', type: 'string' }] };

/** Uses everything a contract may use, which no single contract does. */
const schema: RecordSchema = {
  type: 'record',
  name: 'PalletStored',
  namespace: 'tidemark.depot.v1',
  doc: '',
  topic: 'depot.events.v1',
  key: 'palletId',
  fields: [
    { name: 'palletId', type: ['null', { type: 'string', logicalType: 'uuid' }], default: null },
    { name: 'storedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'place', type: place },
    { name: 'formerPlace', type: ['null', 'Place'], default: null },
    { name: 'places', type: { type: 'array', items: 'Place' } },
    { name: 'marks', type: { type: 'map', values: 'Place' } },
    { name: 'weights', type: { type: 'map', values: ['null', 'long'] } },
  ],
};

describe('what avsc decodes', () => {
  it.each([
    {
      palletId: orderId,
      storedAt: -(2 ** 52) - 1,
      place: { aisle: 'A' },
      formerPlace: { aisle: 'B' },
      places: [{ aisle: 'C' }],
      marks: { red: { aisle: 'D' } },
      weights: { full: Number.MAX_SAFE_INTEGER, empty: null },
    },
    { palletId: null, storedAt: 0, place: { aisle: '' }, formerPlace: null, places: [], marks: {}, weights: {} },
  ])('becomes plain objects all through', (value) => {
    const type = readerTypeOf(schema);
    const plain = plainOf(type) as (decoded: unknown) => unknown;

    expect(plain(type.fromBuffer(type.toBuffer(value)))).toStrictEqual(value);
  });
});
