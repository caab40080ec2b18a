import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultKind } from '../schedule.ts';
import type { World } from '../world.ts';

export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** Takes back what was done; what it has to say about it is kept with the run. */
export interface Heal {
  (): Promise<string | undefined>;
  /** Whether it has done all it can before its time is up. */
  readonly isOver?: () => boolean;
}

/** For so long a fault tries to strike: whatever another one has taken from it is back by then. */
export const STRIKES_WITHIN_MS = 30_000;

/** Tries again until it is done: another fault may have taken what it needs. Fails with the last error. */
export const untilDone = async <Value>(work: () => Promise<Value>): Promise<Value> => {
  const endsAt = performance.now() + STRIKES_WITHIN_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await sleep(AGAIN_AFTER_MS);
    }
  }
};

const AGAIN_AFTER_MS = 200;

/**
 * What was to happen lay with the shop, and did not come about: a point that was never passed. Whoever draws schedules may
 * accept that, and has to say it. A fault that could not strike at all fails with any other error, and so does the run.
 */
export class NotPlayed extends Error {
  readonly code = 'CHAOS.NOT_PLAYED';

  constructor(why: string) {
    super(why);
    this.name = 'NotPlayed';
  }
}

/** What a run tells a fault, and a fault the run. */
export interface Expectations {
  /** A dead letter is right for a record here, by as many consumers as listen to the topic. */
  readonly poisoned: (topic: string, partition: number, offset: number) => void;
}

/** Breaks something or fails, and answers how it is mended. What it needs of the world it names, where it is little. */
export type Strike<Kind extends FaultKind, Needs = World> = (
  fault: FaultOf<Kind>,
  world: Needs,
  expectations: Expectations,
) => Promise<Heal>;
