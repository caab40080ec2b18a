import { expect, it } from 'vitest';
import { expectNone } from './expect-none.ts';

it('Nothing wrong passes; else the first line of the failure is the first thing that is wrong, and the rest follows', () => {
  expect(() => expectNone([])).not.toThrow();
  expect(() => expectNone(['order drops a field.', 'payment, too.'])).toThrow('order drops a field.\npayment, too.');
});
