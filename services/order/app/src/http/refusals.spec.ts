import type { CatalogPrice, OrderLine, OrderRejection } from '@tidemark/order-domain';
import type { Problem } from '@tidemark/platform';
import { describe, expect, it } from 'vitest';
import { placementRefusalOf, refusalOf } from './refusals.ts';

const prices = new Map<string, CatalogPrice>([
  ['lamp', { unitPriceMinor: 2_500, currency: 'EUR' }],
  ['sofa', { unitPriceMinor: 90_000, currency: 'EUR' }],
  ['rug', { unitPriceMinor: 9_900, currency: 'USD' }],
]);

const lines = (...skus: readonly (string | OrderLine)[]): readonly OrderLine[] =>
  skus.map((sku) => (typeof sku === 'string' ? { sku, quantity: 1 } : sku));

describe('An order that the rules refuse', () => {
  it.each<[code: OrderRejection, lines: readonly OrderLine[], fields: readonly string[], rule: RegExp]>([
    [{ code: 'NO_LINES' }, [], ['lines'], /at least 1 line/u],
    [
      { code: 'INVALID_QUANTITY', skus: ['lamp'] },
      lines('lamp', { sku: 'lamp', quantity: 0 }, { sku: 'sofa', quantity: 1.5 }),
      ['lines[1].quantity', 'lines[2].quantity'],
      /whole number of at least 1/u,
    ],
    [
      { code: 'DUPLICATE_SKU', skus: ['lamp'] },
      lines('lamp', 'sofa', 'lamp', 'lamp'),
      ['lines[2].sku', 'lines[3].sku'],
      /on one line only/u,
    ],
    [
      { code: 'UNKNOWN_SKU', skus: ['unicorn'] },
      lines('lamp', 'unicorn', 'rug'),
      ['lines[1].sku'],
      /product of the catalog/u,
    ],
    [
      { code: 'MIXED_CURRENCIES', currencies: ['EUR', 'USD'] },
      lines('lamp', 'rug', 'sofa'),
      ['lines[1].sku'],
      /priced in EUR, as the first line is/u,
    ],
    [{ code: 'NOTHING_TO_PAY' }, lines('lamp'), ['lines'], /at least 1 minor unit together/u],
    [{ code: 'TOTAL_TOO_LARGE' }, lines('lamp'), ['lines'], /at most 9007199254740991 minor units/u],
  ])('has each field named with its rule: %o', (rejection, sent, fields, rule) => {
    const { errors = [] } = placementRefusalOf(rejection, { lines: sent, prices }).body as Problem;
    expect(errors.map(({ field }) => field)).toEqual(fields);
    for (const error of errors) expect(error.rule).toMatch(rule);
  });

  it('may be sent again under its key only when time may heal the refusal', () => {
    const forgets = (rejection: OrderRejection) => placementRefusalOf(rejection, { lines: [], prices }).forget === true;
    expect(forgets({ code: 'UNKNOWN_SKU', skus: ['unicorn'] })).toBe(true);
    expect(forgets({ code: 'DUPLICATE_SKU', skus: ['lamp'] })).toBe(false);
  });
});

const ORDER_ID = '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a11';

describe('A cancellation that is refused', () => {
  it('is asked for again under its key only when the order may be known by then', () => {
    expect(refusalOf({ code: 'ORDER_UNKNOWN' }, ORDER_ID)).toMatchObject({
      ...{ status: 404, forget: true },
      body: { orderId: ORDER_ID },
    });
    expect(refusalOf({ code: 'ORDER_ALREADY_SHIPPED' }, ORDER_ID)).toMatchObject({ status: 409, forget: false });
  });
});

describe('An operation that is refused', () => {
  it.each([
    { code: 'NOTHING_TO_ASK_AGAIN', fulfillment: 'Confirmed' },
    { code: 'PAYMENT_NOT_ASKED_AGAIN' },
    { code: 'NOT_UNDOING', fulfillment: 'Canceling' },
  ] as const)('is asked for again under its key, for the fulfillment may have moved on by then: $code', (rejection) => {
    expect(refusalOf(rejection, ORDER_ID)).toMatchObject({ status: 409, forget: true });
  });

  it('stays refused when the undo was answered: it never becomes outstanding again', () => {
    const rejection = { code: 'ANSWER_NOT_OUTSTANDING', answer: 'payment', outstanding: ['stock'] } as const;
    const problem = { status: 409, code: 'ANSWER_NOT_OUTSTANDING', answer: 'payment', outstanding: ['stock'] };
    expect(refusalOf(rejection, ORDER_ID)).toMatchObject({ status: 409, forget: false, body: problem });
  });

  it('says where the fulfillment is beside the status of the answer', () => {
    const body = { status: 409, fulfillment: 'Confirmed' };
    expect(refusalOf({ code: 'NOTHING_TO_ASK_AGAIN', fulfillment: 'Confirmed' }, ORDER_ID).body).toMatchObject(body);
  });
});
