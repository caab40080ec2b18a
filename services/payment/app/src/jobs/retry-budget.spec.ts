import { expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

const spendAll = (budget: RetryBudget): number => {
  let spent = 0;
  while (budget.spend()) spent += 1;
  return spent;
};

it('lets a hundred repeats through at once, and no more', () => {
  const budget = new RetryBudget(() => 0);
  expect(spendAll(budget)).toBe(100);
});

it('earns one repeat by five first calls, which are never refused', () => {
  const budget = new RetryBudget(() => 0);
  spendAll(budget);
  for (let call = 0; call < 51; call += 1) budget.earn();
  expect(spendAll(budget)).toBe(10);
});

it('affords ten repeats a second without any first call, and saves those of ten seconds', () => {
  let now = 0;
  const budget = new RetryBudget(() => now);
  spendAll(budget);
  now += 1_000;
  expect(spendAll(budget)).toBe(10);
  now += 60_000;
  expect(spendAll(budget)).toBe(100);
});
