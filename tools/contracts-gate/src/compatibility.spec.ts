import { describe, expect, it } from 'vitest';
import { avscRefusal } from './avsc-verdict.ts';
import type { Objection } from './compatibility.ts';
import { objectionsTo } from './compatibility.ts';
import type { Breaks, Evolution } from './corpus/index.ts';
import { corpus, registryOn } from './corpus/index.ts';

const breaksOf = (old: boolean, now: boolean): Breaks => (old ? (now ? 'both' : 'old') : now ? 'new' : 'nobody');
const isBroken = (breaks: Breaks, side: 'old' | 'new'): boolean => breaks === side || breaks === 'both';

/** What the strictest of all who judge says; the registry judges both directions at once, and refuses for no other reason. */
const strictest = ({ specification, avsc = specification, house = 'nobody' }: Evolution): Breaks =>
  breaksOf(
    [specification, avsc, house].some((breaks) => isBroken(breaks, 'old')),
    [specification, avsc, house].some((breaks) => isBroken(breaks, 'new')),
  );

const said = (objections: readonly Objection[]): Breaks =>
  breaksOf(
    objections.some(({ side }) => side === 'old'),
    objections.some(({ side }) => side === 'new'),
  );

describe('the corpus of evolutions', () => {
  it('has at least 60 changes, each under a name of its own, and a reason for each disagreement', () => {
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(60);
    for (const { name, avsc, registry, house, because } of corpus) {
      const disagrees = avsc !== undefined || registry !== undefined || house !== undefined;
      expect(because !== undefined, name).toBe(disagrees);
    }
  });

  it.each(corpus)('says what avsc says: $name', ({ before, after, specification, avsc = specification }) => {
    const refusals = breaksOf(avscRefusal(before, after) !== undefined, avscRefusal(after, before) !== undefined);

    expect(refusals).toBe(avsc);
  });
});

describe('the gate', () => {
  it.each(corpus)('takes the strictest verdict: $name', (evolution) => {
    expect(said(objectionsTo(evolution.before, evolution.after))).toBe(strictest(evolution));
  });

  it.each(corpus.filter((evolution) => registryOn(evolution) === 'refuses'))(
    'refuses what the registry refuses: $name',
    ({ before, after }) => {
      expect(objectionsTo(before, after)).not.toEqual([]);
    },
  );

  it('knows by itself why, without asking avsc', () => {
    const kinds = corpus.flatMap(({ before, after }) => objectionsTo(before, after)).map(({ kind }) => kind);

    expect(kinds).not.toContain('library');
  });
});
