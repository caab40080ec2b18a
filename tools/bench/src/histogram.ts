import { build } from 'hdr-histogram-js';

/** Durations in milliseconds, as people compare them. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** Longer ones are counted as this long. */
const LONGEST_MS = 600_000;
const MICROSECONDS = 1_000;

/** What HdrHistogram makes of durations: three significant digits, from a microsecond to ten minutes. */
export const percentilesOf = (durationsMs: Iterable<number>): Percentiles => {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_MS * MICROSECONDS,
    numberOfSignificantValueDigits: 3,
  });
  let largest = 0;
  for (const duration of durationsMs) {
    // A hundredth of a millisecond below zero is two clocks' rounding, no time travel.
    const value = Math.min(Math.max(duration, 0), LONGEST_MS);
    largest = Math.max(largest, value);
    histogram.recordValue(Math.round(value * MICROSECONDS));
  }
  const at = (percentile: number): number =>
    histogram.totalCount === 0 ? 0 : rounded(histogram.getValueAtPercentile(percentile) / MICROSECONDS);
  const count = histogram.totalCount;
  histogram.destroy();
  return { p50: at(50), p95: at(95), p99: at(99), max: rounded(largest), count };
};

export const rounded = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;
