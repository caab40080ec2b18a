import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Problem } from './problem.ts';
import { ProblemError } from './problem.ts';
import { Valid } from './valid.ts';

const body = z.strictObject({
  customerId: z.string().min(1, 'must not be empty'),
  lines: z
    .array(
      z.strictObject({
        sku: z.string('must be a text'),
        quantities: z.array(z.number().int('must be whole')).optional(),
      }),
    )
    .min(1, 'must hold one line or more'),
});

const good = { customerId: 'ada', lines: [{ sku: 'lamp' }] };

const refusal = (value: unknown): Problem => {
  try {
    new Valid(body).transform(value);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('The value was let through.');
};

describe('Input', () => {
  it('is let through as the schema gives it', () => {
    expect(new Valid(body).transform(good)).toEqual(good);
    expect(new Valid(z.uuid().toLowerCase()).transform('0199F0AA-7A1E-7C52-9D6B-3F0C5B8E2A11')).toBe(
      '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a11',
    );
  });

  it('that breaks rules is one 400 that names each field and its rule, the first in its detail', () => {
    expect(refusal({ customerId: '', lines: [] })).toEqual({
      type: 'urn:tidemark:problem:input-invalid',
      title: 'Input invalid',
      status: 400,
      code: 'INPUT_INVALID',
      detail: 'customerId: must not be empty.',
      errors: [
        { field: 'customerId', rule: 'must not be empty' },
        { field: 'lines', rule: 'must hold one line or more' },
      ],
    });
  });

  it('has its fields named as one would write them, through arrays in arrays', () => {
    const { errors } = refusal({ ...good, lines: [{ sku: 'lamp' }, { sku: 7, quantities: [1, 2.5] }] });
    expect(errors).toEqual([
      { field: 'lines[1].sku', rule: 'must be a text' },
      { field: 'lines[1].quantities[1]', rule: 'must be whole' },
    ]);
  });

  it('has each unknown property named, at any depth', () => {
    const rule = 'unknown property; leave it out';
    const { errors } = refusal({ ...good, price: 1, vip: true, lines: [{ sku: 'lamp', price: 1 }] });
    expect(errors?.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { field: 'lines[0].price', rule },
      { field: 'price', rule },
      { field: 'vip', rule },
    ]);
  });

  it.each(['\u0000', 'lamp\u0000', 'half \ud83d'])('holds no text that the database cannot: %j', (sku) => {
    expect(refusal({ ...good, lines: [{ sku: 'lamp' }, { sku }] }).errors).toEqual([
      { field: 'lines[1].sku', rule: 'must hold neither U+0000 nor half a surrogate pair' },
    ]);
  });

  it('holds any other text', () => {
    const lines = [{ sku: 'lamp 💡 ١\t\n', quantities: [1] }];
    expect(new Valid(body).transform({ ...good, lines })).toEqual({ ...good, lines });
  });

  it.each([undefined, null, 'text', 7, []])('that is no object at all is wrong as a body: %o', (value) => {
    expect(refusal(value).errors).toMatchObject([{ field: 'body' }]);
  });

  it('that is one parameter is named as that parameter', () => {
    const id = new Valid(z.uuid('must be a UUID'));
    expect(() => id.transform('42', { type: 'param', data: 'orderId' })).toThrow('orderId: must be a UUID.');
  });
});
