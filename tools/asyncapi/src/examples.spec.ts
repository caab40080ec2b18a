import { describe, expect, it } from 'vitest';
import { exampleOf } from './examples.ts';

const exampleOfField = (name: string, type: unknown): unknown =>
  exampleOf({ schema: { type: 'record', name: 'TruckLeft', fields: [{ name, type }] } })[name];

describe('an example', () => {
  it.each([
    ['a name that is known', 'currency', 'string', 'EUR'],
    ['a name that is not known, in its words', 'numberPlate', 'string', 'number plate'],
    ['a number', 'wheels', 'int', 1],
    ['a truth', 'isFull', 'boolean', true],
    ['a time', 'leftAt', { type: 'long', logicalType: 'timestamp-millis' }, 1_767_603_600_000],
    ['what may be null', 'note', ['null', 'string'], 'note'],
    ['one of several', 'gate', { type: 'enum', name: 'Gate', symbols: ['NORTH', 'SOUTH'] }, 'NORTH'],
    ['a list', 'sku', { type: 'array', items: 'string' }, ['lamp']],
    ['a map', 'quantity', { type: 'map', values: 'int' }, { quantity: 2 }],
  ])('has %s', (_what, name, type, value) => {
    expect(exampleOfField(name, type)).toEqual(value);
  });

  it('has a UUID that is the same for the same field, and another for another', () => {
    const uuid = { type: 'string', logicalType: 'uuid' };
    expect(exampleOfField('truckId', uuid)).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/u);
    expect(exampleOfField('truckId', uuid)).toBe(exampleOfField('truckId', uuid));
    expect(exampleOfField('truckId', uuid)).not.toBe(exampleOfField('driverId', uuid));
  });

  it('knows a record again that was declared before', () => {
    const place = { type: 'record', name: 'TruckLeftPlace', fields: [{ name: 'city', type: 'string' }] };
    const fields = [
      { name: 'from', type: place },
      { name: 'to', type: 'TruckLeftPlace' },
    ];
    expect(exampleOf({ schema: { type: 'record', name: 'TruckLeft', fields } })).toEqual({
      from: { city: 'Berlin' },
      to: { city: 'Berlin' },
    });
  });
});
