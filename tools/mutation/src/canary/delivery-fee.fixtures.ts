import { expect, it } from 'vitest';
import { deliveryFeeMinor } from './delivery-fee.ts';

it('costs nothing to deliver a light parcel', () => {
  expect(deliveryFeeMinor({ weightGrams: 10, express: false })).toBe(0);
});

it('costs more to deliver a heavy parcel, and more again to deliver it at once', () => {
  expect(deliveryFeeMinor({ weightGrams: 5_000, express: false })).toBe(500);
  expect(deliveryFeeMinor({ weightGrams: 5_000, express: true })).toBe(800);
});
