import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseCheckOptions } from './check-options.ts';
import type { Sample } from './check.ts';
import { comparisonsOf, hasNoRoom, verdictOf } from './check.ts';
import { WrongUsage } from './options.ts';
import { demandCheckout } from './own-shop.ts';
import { NoShop } from './target.ts';

const parse = (...args: readonly string[]) => parseCheckOptions(args, () => 7);

describe('a measurement for the comparison', () => {
  it('says nothing on a full machine, where more work per order only takes longer', () => {
    expect(hasNoRoom({ cpuMsPerOrder: 31.8, rate: 60, cores: 2 })).toBe(
      'the machine was full (95 % busy at 60 orders/s), choose a smaller --rate',
    );
    expect(hasNoRoom({ cpuMsPerOrder: 60, rate: 20, cores: 2 })).toBeUndefined();
  });
});

describe('the command line of the comparison', () => {
  it('names two checkouts, before and after', () => {
    expect(parse('../before', '.', '--pairs', '3', '--tolerance', '10')).toMatchObject({
      before: '../before',
      after: '.',
      pairs: 3,
      tolerance: 0.1,
      seed: 7,
    });
  });

  it.each([
    [[], 'Name two checkouts, before and after: "npm run bench:check -- --help" shows how it is called.'],
    [['.'], 'Name two checkouts, before and after: "npm run bench:check -- --help" shows how it is called.'],
    [['a', 'b', '--pairs', '1'], '--pairs must be a number from 2 to 100, not "1".'],
    [['a', 'b', '--anchors'], 'There is no option --anchors: "npm run bench:check -- --help" shows those there are.'],
  ])('refuses %j in one sentence', (args, sentence) => {
    expect(() => parse(...args)).toThrow(WrongUsage);
    expect(() => parse(...args)).toThrow(sentence);
  });
});

describe('a checkout', () => {
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'tidemark-checkout-'));
    onTestFinished(() => {
      rmSync(made, { recursive: true });
    });
    return made;
  };

  it('is refused when it is none', () => {
    expect(() => {
      demandCheckout(folder());
    }).toThrow(NoShop);
  });

  it('is refused when its libraries are those of another: both shops would run the same', () => {
    const [mine, others] = [folder(), folder()];
    mkdirSync(join(mine, 'infra', 'local'), { recursive: true });
    writeFileSync(join(mine, 'infra', 'local', 'start.mjs'), '');
    mkdirSync(join(mine, 'libs', 'kernel'), { recursive: true });
    mkdirSync(join(others, 'node_modules', '@tidemark'), { recursive: true });
    mkdirSync(join(others, 'libs', 'kernel'), { recursive: true });
    symlinkSync('../../libs/kernel', join(others, 'node_modules', '@tidemark', 'kernel'));
    expect(() => {
      demandCheckout(mine);
    }).not.toThrow();
    symlinkSync(join(others, 'node_modules'), join(mine, 'node_modules'));
    expect(() => {
      demandCheckout(mine);
    }).toThrow('leads to the libraries of another checkout');
  });
});

describe('the comparison of two checkouts', () => {
  const pairs = (...ratios: readonly Readonly<Partial<Sample>>[]) =>
    ratios.map(({ cpuMsPerOrder = 1, sagaP50Ms = 1, sagaP99Ms = 1 }) => ({
      a: { cpuMsPerOrder: 5, sagaP50Ms: 60, sagaP99Ms: 100 },
      b: { cpuMsPerOrder: 5 * cpuMsPerOrder, sagaP50Ms: 60 * sagaP50Ms, sagaP99Ms: 100 * sagaP99Ms },
    }));
  const verdict = (...ratios: readonly Readonly<Partial<Sample>>[]) =>
    verdictOf(comparisonsOf(pairs(...ratios), 0.15), 0.15);

  it('fails when CPU per order is worse in every pair', () => {
    const { isWorse, lines } = verdict({ cpuMsPerOrder: 1.3 }, { cpuMsPerOrder: 1.32 }, { cpuMsPerOrder: 1.28 });
    expect(isWorse).toBe(true);
    expect(lines[0]).toMatch(/CPU per order {5}× 1\.30 \(1\.27 to 1\.33\) {3}WORSE by more than 15 %/u);
  });

  it('fails when the median latency is worse in every pair', () => {
    expect(verdict({ sagaP50Ms: 1.5 }, { sagaP50Ms: 1.4 }, { sagaP50Ms: 1.6 }).isWorse).toBe(true);
  });

  it('does not fail for a p99 alone, nor for what scatters too much to tell', () => {
    expect(verdict({ sagaP99Ms: 3 }, { sagaP99Ms: 3.1 }).isWorse).toBe(false);
    const { isWorse, lines } = verdict({ cpuMsPerOrder: 1.9 }, { cpuMsPerOrder: 0.9 }, { cpuMsPerOrder: 1.4 });
    expect(isWorse).toBe(false);
    expect(lines[0]).toContain('cannot be told');
  });

  it('says so when nothing became worse', () => {
    const { isWorse, lines } = verdict({}, { cpuMsPerOrder: 1.02 }, { cpuMsPerOrder: 0.97 });
    expect(isWorse).toBe(false);
    expect(lines[0]).toContain('not worse by more than 15 %');
  });
});
