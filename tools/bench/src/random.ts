/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, good enough to draw arrivals and kinds, and the same on every machine. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The time to the next of independent events that come at a rate: many are close together, few far apart. */
export const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;

export const wholeBelow = (random: Random, limit: number): number => Math.floor(random() * limit);
