import type { Chosen } from './choices.ts';

/** Repeats choices; those that were really made when the run fails as the first one did, else undefined. */
export type StillFails = (chosen: Chosen) => Chosen | undefined;

/**
 * Fewer and smaller choices that still fail: takes back as many as possible, then lowers the others, until nothing more
 * can be done or the attempts are used up. The same choices always shrink to the same.
 *
 * Takes back halves first, then ever smaller parts: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input" (2002). It works on choices, not on the story that they make: MacIver and Donaldson, "Test-Case Reduction via
 * Test-Case Generation: Insights from the Hypothesis Reducer" (2020).
 */
export const shrunk = (chosen: Chosen, stillFails: StillFails, attempts = 3_000): Chosen => {
  let best = chosen;
  let left = attempts;
  const accepts = (candidate: Chosen): boolean => {
    if (left <= 0) return false;
    left -= 1;
    const taken = stillFails(candidate);
    if (taken === undefined || !isSmaller(taken, best)) return false;
    best = taken;
    return true;
  };
  for (let before; before !== best && left > 0;) {
    before = best;
    for (let size = best.size; size >= 1; size = Math.floor(size / 2)) takeBack(size, () => best, accepts);
    lowerEach(() => best, accepts);
  }
  return best;
};

type Best = () => Chosen;
type Accepts = (candidate: Chosen) => boolean;

/** From the back: what comes late depends on what came early, seldom the other way round. */
const takeBack = (size: number, best: Best, accepts: Accepts): void => {
  for (let end = best().size; end > 0; end -= size) {
    const entries = [...best()];
    accepts(new Map([...entries.slice(0, Math.max(0, end - size)), ...entries.slice(end)]));
  }
};

const lowerEach = (best: Best, accepts: Accepts): void => {
  for (const [name, choice] of [...best()].toReversed()) {
    for (const lower of new Set([1, choice >> 4, choice >> 1, choice - 1])) {
      if (lower > 0 && lower < choice && best().get(name) === choice && accepts(new Map(best()).set(name, lower)))
        break;
    }
  }
};

/** Fewer, or as many and in sum less. */
const isSmaller = (one: Chosen, other: Chosen): boolean =>
  one.size < other.size || (one.size === other.size && sumOf(one) < sumOf(other));

const sumOf = (chosen: Chosen): number => [...chosen.values()].reduce((sum, choice) => sum + choice, 0);
