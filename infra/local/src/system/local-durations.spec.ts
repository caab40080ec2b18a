import { describe, expect, it } from 'vitest';
import { localDurations } from './local-durations.ts';

describe('the payment deadline of a local shop', () => {
  it.each([{}, { PAYMENT_DEADLINE_MS: '' }])('is 20 seconds when the environment does not say: %o', (environment) => {
    expect(localDurations(environment)).toEqual({ PAYMENT_DEADLINE_MS: '20000' });
  });

  it('is what the environment says', () => {
    expect(localDurations({ PAYMENT_DEADLINE_MS: '900000' })).toEqual({ PAYMENT_DEADLINE_MS: '900000' });
  });
});
