import { describe, expect, it } from 'vitest';
import { each, integer, text, uuid } from './needs.ts';
import { knownFieldsOf, nothingTouched, recorded, statedPaths } from './recording.ts';
import { cutTo } from './shapes.ts';

const message = { type: 'Sold', orderId: 'order-1', note: null, lines: [{ sku: 'lamp', quantity: 2 }] };
const stated = { orderId: uuid, lines: each<{ sku: string; quantity: number }>({ sku: text }) };

const handled = (handle: (heard: typeof message) => unknown) => {
  const touched = nothingTouched();
  const cut = { type: message.type, ...cutTo(stated, message) } as typeof message;
  handle(recorded(cut, knownFieldsOf(message), touched));
  return { read: [...touched.read], missed: [...touched.missed] };
};

describe('A message that is handled', () => {
  it('notes the values that are read, within lists too', () => {
    expect(handled(({ lines }) => lines.map(({ sku }) => sku))).toEqual({ read: ['lines[].sku'], missed: [] });
  });

  it('notes what is asked for and not stated, and does not give it', () => {
    expect(handled(({ lines: [line] }) => expect(line?.quantity).toBeUndefined())).toEqual({
      read: [],
      missed: ['lines[].quantity'],
    });
    expect(handled((heard) => 'note' in heard)).toEqual({ read: [], missed: ['note'] });
  });

  it('takes a list that is only passed on for unread, until somebody looks into it', () => {
    expect(handled(({ lines }) => [lines])).toEqual({ read: [], missed: [] });
    expect(handled(({ lines }) => JSON.stringify(lines))).toEqual({ read: ['lines[].sku'], missed: [] });
  });

  it('takes nothing that the language asks for itself for a field', () => {
    expect(handled((heard) => Promise.resolve(heard))).toEqual({ read: [], missed: [] });
  });
});

it('The paths of a need are those of its values', () => {
  expect(statedPaths({ total: integer, ...stated })).toEqual(['total', 'orderId', 'lines[].sku']);
});
