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

/** Breaks something, and answers how it is mended. */
export type Strike<Kind extends FaultKind> = (
  fault: FaultOf<Kind>,
  world: World,
  expectations: Expectations,
) => Promise<Heal>;
