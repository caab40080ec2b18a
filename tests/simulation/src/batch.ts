import { Choices } from './choices.ts';
import type { House } from './house.ts';
import type { End } from './invariants.ts';
import type { Failure } from './simulation.ts';
import { simulate } from './simulation.ts';
import type { Sightings } from './sightings.ts';

export interface Batch {
  readonly from: number;
  readonly seeds: number;
  /** Each seed runs once for each of them. */
  readonly inboxes: readonly boolean[];
}

/** What many runs came to. */
export interface Tally {
  readonly runs: number;
  readonly orders: number;
  readonly steps: number;
  readonly ends: Readonly<Record<End, number>>;
  readonly wrong: readonly WrongSeed[];
}

export interface WrongSeed extends Failure {
  readonly seed: number;
  readonly inbox: boolean;
}

export const emptyTally: Tally = {
  runs: 0,
  orders: 0,
  steps: 0,
  ends: { Confirmed: 0, Dispatched: 0, Delivered: 0, Canceled: 0 },
  wrong: [],
};

/** Runs the seeds of a batch one after the other; all of them, whether or not one ends wrong. */
export const runBatch = ({ from, seeds, inboxes }: Batch, house?: House, sightings?: Sightings): Tally => {
  const ends = { ...emptyTally.ends };
  const wrong: WrongSeed[] = [];
  let [runs, orders, steps] = [0, 0, 0];
  for (let seed = from; seed < from + seeds; seed += 1) {
    for (const inbox of inboxes) {
      const ended = simulate(Choices.ofSeed(seed), { inbox, house, sightings });
      runs += 1;
      orders += ended.orders;
      steps += ended.steps;
      for (const end of ended.ends) ends[end] += 1;
      if (ended.failure) wrong.push({ seed, inbox, ...ended.failure });
    }
  }
  return { runs, orders, steps, ends, wrong };
};

export const added = (one: Tally, other: Tally): Tally => ({
  runs: one.runs + other.runs,
  orders: one.orders + other.orders,
  steps: one.steps + other.steps,
  ends: {
    Confirmed: one.ends.Confirmed + other.ends.Confirmed,
    Dispatched: one.ends.Dispatched + other.ends.Dispatched,
    Delivered: one.ends.Delivered + other.ends.Delivered,
    Canceled: one.ends.Canceled + other.ends.Canceled,
  },
  wrong: [...one.wrong, ...other.wrong],
});
