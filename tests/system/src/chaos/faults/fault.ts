import type { Fault, FaultKind } from '../schedule.ts';
import type { World } from '../world.ts';

export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** Takes back what was done; what it has to say about it is kept with the run. */
export type Heal = () => Promise<string | undefined>;

/** What a run tells a fault, and a fault the run. */
export interface Expectations {
  /** A dead letter is right for a record here, by as many consumers as listen to the topic. */
  readonly poisoned: (topic: string, partition: number, offset: number) => void;
}

/** Breaks something, and answers how it is mended. What it needs of the world it names, where it is little. */
export type Strike<Kind extends FaultKind, Needs = World> = (
  fault: FaultOf<Kind>,
  world: Needs,
  expectations: Expectations,
) => Promise<Heal>;
