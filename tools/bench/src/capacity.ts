import type { Measurement } from './measure.ts';

/** Why a step is more than the shop can carry, or no step at all; none when it holds. */
export interface StepVerdict {
  readonly holds: boolean;
  readonly reasons: readonly string[];
}

export const LONGEST_P99_MS = 500;
/** A first step far below what the shop can do costs more time than a wider one. */
const WIDE = 1.5;
const NARROW = 1.12;
/** Under a queue that grows, as many come to it in the second half as in the first; a steady one only breathes. */
const GROWTH = 1.25;
/** Poisson arrivals alone move the number on their way by a few. */
const noiseOf = (orders: number): number => 3 * Math.sqrt(orders) + 10;

/**
 * Judges a step: p99, whether orders piled up during the second half of the window, whether the shop came to rest, and
 * whether everything ended right.
 */
export const judgeStep = ({
  sagaMs,
  onTheirWay: [half, end],
  calm,
  faults,
  voided,
}: Pick<Measurement, 'sagaMs' | 'onTheirWay' | 'calm' | 'faults' | 'voided'>): StepVerdict => {
  const p99 = sagaMs['answered']?.p99 ?? 0;
  const reasons = [
    ...(p99 > LONGEST_P99_MS ? [`p99 is ${p99} ms`] : []),
    ...(end > half * GROWTH + noiseOf(half)
      ? [`orders pile up: ${half} on their way in the middle, ${end} at the end`]
      : []),
    ...(calm.unrest.length > 0 ? [`no rest after ${Math.round(calm.seconds)} s: ${calm.unrest.join(', ')}`] : []),
    ...faults,
    ...voided,
  ];
  return { holds: reasons.length === 0, reasons };
};

/** A step that was made, in short. */
export interface Step {
  readonly rate: number;
  readonly verdict: StepVerdict;
}

/**
 * The rate to try next; undefined when the search is over, because the highest that holds and the lowest that does not
 * are close together, or because nothing holds.
 */
export const nextRate = (steps: readonly Step[], firstRate: number): number | undefined => {
  if (steps.length === 0) return firstRate;
  const good = Math.max(0, ...steps.filter(({ verdict }) => verdict.holds).map(({ rate }) => rate));
  const bad = Math.min(Infinity, ...steps.filter(({ verdict }) => !verdict.holds).map(({ rate }) => rate));
  if (bad === Infinity) return Math.round(good * WIDE);
  if (good === 0) return bad > 5 ? Math.round(bad / 2) : undefined;
  return bad / good > NARROW ? Math.round(Math.sqrt(good * bad)) : undefined;
};
