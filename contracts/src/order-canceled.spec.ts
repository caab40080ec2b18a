import { expect, it } from 'vitest';
import { causeOf } from './order-canceled.ts';

it('The cause of a canceled order is its cause, or its reason where it was written before there were causes', () => {
  expect(causeOf({ cause: 'OPERATOR', reason: 'CUSTOMER' })).toBe('OPERATOR');
  expect(causeOf({ cause: 'OTHER', reason: 'OUT_OF_STOCK' })).toBe('OUT_OF_STOCK');
});

it('The cause of a canceled order is not the customer where nothing but the reason says so', () => {
  expect(causeOf({ cause: 'OTHER', reason: 'CUSTOMER' })).toBe('OTHER');
});
