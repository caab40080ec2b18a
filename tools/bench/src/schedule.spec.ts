import { describe, expect, it } from 'vitest';
import type { OrderBody } from './mixes.ts';
import { EMPTY_SKU, HOT_SKU, kindNames } from './mixes.ts';
import type { LoadPlan, PlannedRequest } from './schedule.ts';
import { scheduleOf } from './schedule.ts';

const plan: LoadPlan = {
  rate: 200,
  warmupSeconds: 10,
  seconds: 90,
  mix: 'happy',
  seed: 42,
  skuCount: 50,
  runId: 'bench-1',
};

const bodyOf = ({ body }: PlannedRequest): OrderBody => JSON.parse(body) as OrderBody;

describe('a schedule', () => {
  it('is the same for the same plan, and another for another seed', () => {
    expect(scheduleOf(plan)).toEqual(scheduleOf(plan));
    expect(scheduleOf({ ...plan, seed: 43 })).not.toEqual(scheduleOf(plan));
  });

  it('covers warm-up and measurement at the asked rate, in the order of sending', () => {
    const requests = scheduleOf(plan);
    const times = requests.map(({ atMs }) => atMs);
    expect(requests.length / 100).toBeGreaterThan(195);
    expect(requests.length / 100).toBeLessThan(205);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
    expect(times.at(-1)).toBeLessThan(100_000);
  });

  it('has arrivals that know nothing of each other: as many in one second vary as Poisson says', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (const { atMs } of scheduleOf(plan)) counts[Math.floor(atMs / 1_000)]! += 1;
    const variance = counts.reduce((sum, count) => sum + (count - 200) ** 2, 0) / counts.length;
    // Of a steady stream it would be 0, of Poisson's the mean.
    expect(variance).toBeGreaterThan(130);
    expect(variance).toBeLessThan(280);
  });

  it('gives every order a key of its own, and the run to all of them', () => {
    const requests = scheduleOf(plan);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(requests.length);
    expect(requests.every((request) => bodyOf(request).customerId === 'bench-1')).toBe(true);
  });
});

describe('a mix', () => {
  const requests = (mix: LoadPlan['mix']): readonly PlannedRequest[] => scheduleOf({ ...plan, mix });
  const shareOf = (all: readonly PlannedRequest[], is: (request: PlannedRequest) => boolean): number =>
    all.filter(is).length / all.length;

  it('is plain orders only when it is happy', () => {
    expect(requests('happy').every(({ kind, isRepeat }) => kind === 'plain' && !isRepeat)).toBe(true);
  });

  it('has the shares of the real world when it is realistic', () => {
    const all = requests('realistic');
    const shares = kindNames.map((name) => shareOf(all, ({ kind }) => kind === name));
    expect(shares.map((share) => Math.round(share * 100))).toEqual([82, 10, 5, 2, 1]);
  });

  it('injects what the kind says', () => {
    for (const request of requests('realistic')) {
      const { cardToken, address, lines } = bodyOf(request);
      expect(lines.some(({ sku }) => sku === EMPTY_SKU)).toBe(request.kind === 'out of stock');
      expect(cardToken === 'tok_declined').toBe(request.kind === 'declined');
      expect(cardToken.startsWith('tok_timeout')).toBe(request.kind === 'unanswered');
      expect(address.country === 'DE').toBe(request.kind !== 'not served');
    }
  });

  it('puts nine lines of ten on one product when it is hot', () => {
    const lines = requests('hot').flatMap((request) => bodyOf(request).lines);
    expect(lines.filter(({ sku }) => sku === HOT_SKU).length / lines.length).toBeCloseTo(0.9, 1);
  });

  it('sends half of the requests again, the same under the same key, shortly after, when it is duplicates', () => {
    const all = requests('duplicates');
    const firsts = new Map(all.filter(({ isRepeat }) => !isRepeat).map((request) => [request.key, request]));
    const repeats = all.filter(({ isRepeat }) => isRepeat);
    expect(repeats.length / firsts.size).toBeCloseTo(0.5, 1);
    for (const { key, body, atMs } of repeats) {
      const first = firsts.get(key)!;
      expect(body).toBe(first.body);
      expect(atMs - first.atMs).toBeGreaterThanOrEqual(0);
      expect(atMs - first.atMs).toBeLessThanOrEqual(200);
    }
  });

  it('never names a product twice in one order', () => {
    for (const request of [...requests('realistic'), ...requests('hot')]) {
      const skus = bodyOf(request).lines.map(({ sku }) => sku);
      expect(new Set(skus).size).toBe(skus.length);
    }
  });
});
