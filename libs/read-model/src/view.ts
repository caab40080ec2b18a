import type { Message, MessageType } from '@tidemark/contracts';
import type { AnyFact, EventSourced, RowTable } from '@tidemark/event-store';
import type { Projection } from '@tidemark/kernel';

/** Every row of a view says which version of its stream it shows. */
export interface Versioned {
  readonly version: number;
}

/**
 * A read model: a fold of the public messages of one topic, exactly one per fact of a stream.
 *
 * Table and group carry a version suffix, so that a rebuild can run beside the old view.
 */
export interface View<Row extends Versioned = never, Heard extends Message = never, Fact extends AnyFact = never> {
  readonly name: string;
  readonly group: string;
  readonly topic: string;
  readonly hears: readonly MessageType[];
  readonly table: RowTable<Row>;
  readonly projection: Projection<Row, Heard>;
  readonly keyOf: (message: Heard) => string;
  /** The stream a message tells of. When messages went missing, its facts are read and made public again. */
  readonly source: EventSourced<unknown, Fact>;
}

/** A view among others. */
export interface AnyView extends Pick<View, 'name' | 'group' | 'topic' | 'hears'> {
  readonly table: { readonly name: string };
}

/** Declares a view; its row, message and fact types must agree. */
export const view = <Row extends Versioned, Heard extends Message, State, Fact extends AnyFact>(
  declared: Omit<View<Row, Heard, Fact>, 'source' | 'group'> & {
    readonly group?: string;
    readonly source: EventSourced<State, Fact>;
  },
): View<Row, Heard, Fact> => ({
  group: declared.name,
  ...declared,
  // The pipeline folds this source's own facts from its own initial state, so the state's type never shows.
  source: declared.source as EventSourced<unknown, Fact>,
});
