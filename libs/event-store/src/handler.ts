import type { Read } from './sources.ts';
import type { Unit } from './unit.ts';

/** Handles messages of one kind: declares what each needs, then decides in memory. */
export interface Handler<Input> {
  /** Stable for ever, unlike a Kafka group: the inbox knows the handler by it. */
  readonly name: string;
  readonly reads: (input: Input) => readonly Read[];
  readonly handle: (input: Input, unit: Unit) => void;
}

/** Locks are held while handlers run; the rest of a slow chunk gets a transaction of its own. */
export const HANDLING_BUDGET_MS = 50;

/** A handler that cannot even say what it reads fails when its turn comes, not before the others had theirs. */
export const readsOf = <Input>(handler: Pick<Handler<Input>, 'reads'>, input: Input): readonly Read[] => {
  try {
    return handler.reads(input);
  } catch {
    return [];
  }
};
