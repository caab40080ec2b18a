import type { Message } from '@tidemark/contracts';

/**
 * A kind of stream whose state is the fold of its facts. The head row of a stream keeps that fold as a snapshot at the
 * stream's own version, so deciding never reads the history.
 */
export interface EventSourced<State, Fact extends AnyFact> {
  readonly stored: 'facts';
  /** A stream is named `<category>-<key>`. */
  readonly category: string;
  /** Raise it when the shape or meaning of `State` changes: older snapshots are then folded anew from the facts. */
  readonly definition: number;
  readonly initial: State;
  readonly evolve: (state: State, fact: Fact) => State;
  /**
   * Gives a fact as an earlier version of the service stored it the form it has today; left out while there is one form.
   * Only what is read back passes through it: deciding and writing never do.
   */
  readonly upcast?: (stored: never) => Fact;
  /** The only door out of the house: which facts leave, and as which contract. */
  readonly publish: (fact: Fact, stateAfter: State) => readonly Message[];
  /** Rows that must agree with the stream at every commit, such as a ledger. */
  readonly inline?: (fact: Fact, at: FactPosition) => readonly RowWrite[];
  /** Outside calls that a fact asks for; they are committed with it. */
  readonly jobs?: (fact: Fact, stateAfter: State) => readonly JobRequest[];
}

/** A kind of aggregate whose row is its state: the same `decide` and `evolve`, no history. */
export interface StateStored<State extends object, Fact extends AnyFact> {
  readonly stored: 'row';
  readonly category: string;
  readonly table: RowTable<State>;
  readonly initial: State;
  readonly evolve: (state: State, fact: Fact) => State;
  readonly publish: (fact: Fact, stateAfter: State) => readonly Message[];
}

/** A kind of process: its state lives in a head row, its history in the journal. */
export interface ProcessStored<State> {
  readonly stored: 'process';
  readonly category: string;
  readonly initial: State;
}

export interface AnyFact {
  readonly type: string;
}

/** Where a fact stands. `recordedAt` is ISO 8601 in UTC, stamped by the database under the stream's lock. */
export interface FactPosition {
  readonly streamId: string;
  readonly version: number;
  readonly recordedAt: string;
}

/** A call to the outside world, to be made after the commit by a worker. */
export interface JobRequest {
  readonly kind: string;
  /** What it is about, for people and for metrics. */
  readonly key: string;
  readonly payload: unknown;
  readonly delayMs?: number;
}

/** A table of plain rows. Row properties are camelCase, columns the same names in snake_case. */
export interface RowTable<Row extends object> {
  readonly name: string;
  /** The single property that is the primary key. */
  readonly key: keyof Row & string;
  readonly properties: readonly (keyof Row & string)[];
  /** Those of them that are points in time: read as ISO 8601 in UTC with milliseconds, however the database writes them. */
  readonly times?: readonly (keyof Row & string)[];
  /**
   * What an upsert does to the row that stands there: `replace` it; `replaceOlder` only when its `version` is lower;
   * `keep` it.
   */
  readonly onConflict: 'replace' | 'replaceOlder' | 'keep';
}

/** A source with its type parameters erased. */
export interface AnySource {
  readonly stored: 'facts' | 'row' | 'process';
  readonly category: string;
}

/** A table with its row type erased. */
export interface AnyTable {
  readonly name: string;
  readonly key: string;
  readonly properties: readonly string[];
  readonly times?: readonly string[];
  readonly onConflict: 'replace' | 'replaceOlder' | 'keep';
}

/** One row to be written when the unit commits. */
export interface RowWrite {
  readonly table: AnyTable;
  readonly row: object;
  /** The state row was not there to be locked: if another unit created it meanwhile, this one runs again. */
  readonly created?: boolean;
}

/** Pairs a row with its table, checked. */
export const rowWrite = <Row extends object>(table: RowTable<Row>, row: Row): RowWrite => ({ table, row });

/** What a message needs to see: a source by key, locked for change, or a plain row, only looked up. */
export type Read =
  | { readonly kind: 'change'; readonly source: AnySource; readonly key: string }
  | { readonly kind: 'lookUp'; readonly table: AnyTable; readonly key: string };

/** Asks to lock a stream, a process or a state row, and to change it. */
export const change = (source: AnySource, key: string): Read => ({ kind: 'change', source, key });

/** Asks for a plain row, without a lock. */
export const lookUp = (table: AnyTable, key: string): Read => ({ kind: 'lookUp', table, key });

export const streamId = (source: AnySource, key: string): string => `${source.category}-${key}`;
