/** A ratio with the interval in which it lies with the stated confidence. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** The quantile of Student's distribution that leaves 5 % above it, by degrees of freedom; more of them are the last. */
const T_95: readonly number[] = [
  ...[6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746],
  ...[1.74, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697],
];

/**
 * The ratio of B to A from pairs that were measured one after the other: the geometric mean of the pairs' ratios, with a
 * two-sided interval of 90 %, so that "above its lower end" and "below its upper end" hold with 95 % each.
 *
 * In pairs, since a machine that slows down for minutes slows down both; in logarithms, since twice and half are equally
 * far away. Fails with fewer than two pairs: one ratio says nothing about its own scatter.
 */
export const ratioInterval = (pairs: readonly { readonly a: number; readonly b: number }[]): RatioInterval => {
  if (pairs.length < 2) throw new RangeError('An interval needs two pairs at least.');
  const logs = pairs.map(({ a, b }) => Math.log(b / a));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const t = T_95[logs.length - 2] ?? T_95.at(-1) ?? 0;
  const half = t * Math.sqrt(variance / logs.length);
  return { ratio: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half) };
};

export type Comparison = 'worse' | 'not worse' | 'undecided';

/** Whether B is worse than A by more than the tolerance; undecided when the pairs scatter too much to tell. */
export const compare = ({ low, high }: RatioInterval, tolerance: number): Comparison => {
  if (low > 1 + tolerance) return 'worse';
  return high <= 1 + tolerance ? 'not worse' : 'undecided';
};
