import { describe, expect, it } from 'vitest';
import type { AnyFields } from './needs.ts';
import { each, integer, oneOf, orNull, record, text } from './needs.ts';
import { casesToShow, caseOf, cutTo, isCase, matchersOf, textLike, titleOf } from './shapes.ts';

const fields: AnyFields = {
  reason: oneOf('SHORT', 'LATE'),
  code: orNull(text),
  address: record<{ city: string | null }>({ city: orNull(text) }),
  lines: each<{ sku: string; quantity: number }>({ quantity: integer }),
};
const pattern = (regex: string) => ({ 'pact:matcher:type': 'regex', regex });

const message = {
  reason: 'SHORT',
  code: null,
  address: { city: 'Berlin', street: 'Main Street' },
  lines: [{ sku: 'lamp', quantity: 2 }],
  unread: 1,
};

describe('A message', () => {
  it('is cut to what is read of it, within records and lists too', () => {
    const { reason, code } = message;
    expect(cutTo(fields, message)).toEqual({ reason, code, address: { city: 'Berlin' }, lines: [{ quantity: 2 }] });
  });

  it('becomes values with matchers, as Pact takes them', () => {
    expect(matchersOf(fields, message)).toEqual({
      reason: { 'pact:matcher:type': [{ 'pact:matcher:type': 'type' }, pattern('^(SHORT|LATE)$')], value: 'SHORT' },
      code: { 'pact:matcher:type': 'null', value: null },
      address: { city: textLike(String.raw`.*\S.*`, 'Berlin') },
      lines: {
        'pact:matcher:type': 'type',
        value: [{ quantity: { 'pact:matcher:type': 'integer', value: 2 } }],
        min: 1,
      },
    });
  });
});

describe('The case of a message', () => {
  const which = caseOf(fields, message);

  it('is which symbols and nulls it holds', () => {
    expect(which).toEqual({ reason: 'SHORT', code: 'null', 'address.city': 'not null' });
    expect(titleOf('Refused', which)).toBe('Refused, reason SHORT, code null, address.city not null');
  });

  it('is known again by its values alone; a field that is gone is neither null nor anything', () => {
    expect(isCase(message, which)).toBe(true);
    expect(isCase({ ...message, reason: 'LATE' }, which)).toBe(false);
    expect(isCase({ ...message, code: 'x' }, which)).toBe(false);
    expect(isCase({ ...message, address: {} }, which)).toBe(false);
    expect(isCase({ reason: 'SHORT', address: { city: 'Berlin' } }, which)).toBe(false);
  });

  it('must be shown for each symbol and each null', () => {
    expect(casesToShow(fields)).toEqual([
      ['reason', 'SHORT'],
      ['reason', 'LATE'],
      ['code', 'null'],
      ['code', 'not null'],
      ['address.city', 'null'],
      ['address.city', 'not null'],
    ]);
  });
});
