import { describe, expect, it } from 'vitest';
import { Choices } from './choices.ts';
import { reportOf, shortened, told } from './report.ts';
import { simulate } from './simulation.ts';
import type { VariantName } from './variants.ts';
import { variantNames, variants } from './variants.ts';

/** Well within the 10,000 seeds that every change runs against. */
const SEEDS = 2_000;

const firstWrong = (variant: VariantName, inbox: boolean): number | undefined => {
  const { house } = variants[variant];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    if (simulate(Choices.ofSeed(seed), { inbox, house }).failure) return seed;
  }
  return undefined;
};

const caught = variantNames.map((name) => ({ name, what: variants[name].what }));

describe.each(caught)('a house that $what ($name)', { timeout: 60_000 }, ({ name }) => {
  const withInbox = !('onlyWithoutInbox' in variants[name]);

  it(`is caught within ${SEEDS.toLocaleString('en')} seeds without the inbox`, () => {
    expect(firstWrong(name, false)).toBeDefined();
  });

  it(withInbox ? 'is caught with the inbox too' : 'is not caught with the inbox, which covers for it', () => {
    expect(firstWrong(name, true) !== undefined).toBe(withInbox);
  });

  it('shrinks to a shorter story that breaks the same rule', () => {
    const setting = { inbox: withInbox, variant: name };
    const seed = firstWrong(name, withInbox) ?? 0;
    const whole = told(Choices.ofSeed(seed, { recording: true }), setting);
    const few = shortened(whole.chosen, setting);
    const short = told(Choices.repeating(few), setting);
    expect(few.size).toBeLessThan(whole.chosen.size / 2);
    expect(short.ended.orders).toBeLessThanOrEqual(whole.ended.orders);
    expect(short.ended.failure?.rule).toBe(whole.ended.failure?.rule);
  });
});

describe('the report of a seed that ends wrong', () => {
  const setting = { inbox: true, variant: 'undo-confirmed' } as const;

  it('tells the whole story, then a much shorter one, and is the same each time', () => {
    const seed = firstWrong(setting.variant, setting.inbox) ?? 0;
    const report = reportOf(seed, setting);
    expect(reportOf(seed, setting)).toEqual(report);
    const split = report.findIndex((line) => line.startsWith('Shortened to'));
    expect(report.length - split).toBeLessThan(split / 2);
  });
});
