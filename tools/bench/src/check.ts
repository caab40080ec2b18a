import { availableParallelism } from 'node:os';
import type { Bench, Say } from './bench.ts';
import { benchOn, loadOnce } from './bench.ts';
import { auditOf } from './audit.ts';
import type { CheckOptions } from './check-options.ts';
import type { Comparison, RatioInterval } from './confidence.ts';
import { compare, ratioInterval } from './confidence.ts';
import { commitOf } from './machine.ts';
import { startShopOf } from './own-shop.ts';
import { stockShelves } from './stocking.ts';

/** What is compared of one measurement; smaller is better. */
export interface Sample {
  readonly cpuMsPerOrder: number;
  readonly sagaP50Ms: number;
  readonly sagaP99Ms: number;
}

/** A quantity of both checkouts, compared. */
export interface Comparing {
  readonly what: string;
  readonly interval: RatioInterval;
  readonly verdict: Comparison;
  /** Whether being worse fails the check; what scatters by nature is only shown. */
  readonly decides: boolean;
}

export interface CheckResult {
  readonly before: string;
  readonly after: string;
  readonly pairs: readonly { readonly a: Sample; readonly b: Sample }[];
  readonly comparisons: readonly Comparing[];
}

/** A measurement that does not count, three times in a row. */
export class NotMeasured extends Error {
  readonly code = 'BENCH.NOT_MEASURED';

  constructor(checkout: string, reasons: readonly string[]) {
    super(`${checkout} could not be measured: ${reasons.join('; ')}.`);
    this.name = 'NotMeasured';
  }
}

const QUANTITIES = [
  { what: 'CPU per order', of: (sample: Sample) => sample.cpuMsPerOrder, decides: true },
  { what: 'latency, median', of: (sample: Sample) => sample.sagaP50Ms, decides: true },
  // The slowest of a hundred in a run of seconds: too few to decide, enough to look at.
  { what: 'latency, p99', of: (sample: Sample) => sample.sagaP99Ms, decides: false },
] as const;

const TRIES = 3;

/**
 * Measures one checkout and the other in turns, every time in a fresh shop, and compares pair by pair.
 *
 * Fresh, since what one start is dealt (memory layout, compiled code, place on the disk) stays with it for its life:
 * many measurements of one start would look like confidence. Fails with {@link NotMeasured} when a measurement is void or
 * an order ends wrong three times in a row.
 */
export const check = async (options: CheckOptions, say: Say, signal?: AbortSignal): Promise<CheckResult> => {
  const pairs: { a: Sample; b: Sample }[] = [];
  for (let pair = 0; pair < options.pairs; pair += 1) {
    const seed = options.seed + pair;
    const a = await sampleOf(options.before, seed, options, say, signal);
    const b = await sampleOf(options.after, seed, options, say, signal);
    pairs.push({ a, b });
    say(
      `pair ${pair + 1} of ${options.pairs}: ${QUANTITIES.map(({ what, of }) => `${what} ${of(a)} → ${of(b)} ms`).join(', ')}`,
    );
  }
  return {
    before: commitOf(options.before),
    after: commitOf(options.after),
    pairs,
    comparisons: comparisonsOf(pairs, options.tolerance),
  };
};

export const comparisonsOf = (pairs: CheckResult['pairs'], tolerance: number): readonly Comparing[] =>
  QUANTITIES.map(({ what, of, decides }) => {
    const interval = ratioInterval(pairs.map(({ a, b }) => ({ a: of(a), b: of(b) })));
    return { what, interval, verdict: compare(interval, tolerance), decides };
  });

/** The sentences of a comparison, and whether it fails. */
export const verdictOf = (
  comparisons: readonly Comparing[],
  tolerance: number,
): { readonly lines: readonly string[]; readonly isWorse: boolean } => ({
  lines: comparisons.map(({ what, interval: { ratio, low, high }, verdict, decides }) => {
    const [times, from, to] = [ratio, low, high].map((value) => value.toFixed(2));
    const said = {
      worse: `WORSE by more than ${Math.round(tolerance * 100)} %`,
      'not worse': `not worse by more than ${Math.round(tolerance * 100)} %`,
      undecided: 'cannot be told: more --pairs or more --seconds would',
    }[verdict];
    return `  ${what.padEnd(18)}× ${times ?? ''} (${from ?? ''} to ${to ?? ''})   ${said}${decides ? '' : '; shown only'}`;
  }),
  isWorse: comparisons.some(({ verdict, decides }) => decides && verdict === 'worse'),
});

const FULL = 0.9;

/**
 * Why a measurement on a full machine says nothing: batches grow until there is processor time enough, so whoever does more
 * per order takes no more of it, only longer.
 */
export const hasNoRoom = (load: {
  readonly cpuMsPerOrder: number;
  readonly rate: number;
  readonly cores: number;
}): string | undefined => {
  const busy = (load.cpuMsPerOrder * load.rate) / 1_000 / load.cores;
  return busy > FULL
    ? `the machine was full (${Math.round(busy * 100)} % busy at ${load.rate} orders/s), choose a smaller --rate`
    : undefined;
};

const sampleOf = async (
  checkout: string,
  seed: number,
  options: CheckOptions,
  say: Say,
  signal: AbortSignal | undefined,
): Promise<Sample> => {
  let reasons: readonly string[] = [];
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    say(`${checkout}: starting`);
    const own = await startShopOf(checkout, () => undefined, signal);
    let bench: Bench | undefined;
    try {
      bench = await benchOn(own.target, own, options.maxSlipMs);
      await stockShelves(own.target, options.skuCount);
      const measurement = await loadOnce({ ...options, seed }, options.rate, bench.instruments, say);
      const audit = await auditOf(own.target, measurement.answered, { checkout, signal });
      reasons = [...measurement.voided, ...measurement.faults, ...(audit?.clean === false ? [audit.said] : [])];
      if (reasons.length === 0) {
        const { p50 = 0, p99 = 0 } = measurement.sagaMs['answered'] ?? {};
        const cpuMsPerOrder = measurement.usage.cpuMsPerOrder['total'] ?? 0;
        const full = hasNoRoom({ cpuMsPerOrder, rate: options.rate, cores: availableParallelism() });
        if (full !== undefined) throw new NotMeasured(checkout, [full]);
        return { cpuMsPerOrder, sagaP50Ms: p50, sagaP99Ms: p99 };
      }
      say(`  does not count: ${reasons.join('; ')}`);
    } finally {
      if (bench === undefined) await own.stop();
      else await bench.close();
    }
  }
  throw new NotMeasured(checkout, reasons);
};
