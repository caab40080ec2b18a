import { UndeclaredRead } from './errors.ts';
import type { HeldRow } from './holding.ts';
import type { AnyTable, RowWrite } from './sources.ts';
import type { DeadLetterRow, DeadlineWrite, Effects, JobRow, JournalEntry, OutboxRow, StoredFact } from './store.ts';
import { NO_EFFECTS } from './store.ts';

/** Stands where a state should: the facts of the stream are not such as this program folds. */
export class Unfoldable {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** A locked stream, process or state row, as it stands after the messages handled so far. */
export interface Held {
  readonly kind: 'facts' | 'row' | 'process';
  readonly table?: AnyTable;
  /** Undefined until its first fact. */
  readonly state: unknown;
  readonly version: number;
  readonly definition: number;
  readonly recordedAt: string;
  readonly created: boolean;
}

/**
 * Changes that are not durable yet, as layers: a message stages on a layer of its own over the chunk's. Merging the
 * layer keeps its changes, dropping it loses them, and nothing else notices.
 */
export class Staging {
  readonly now: string;
  readonly facts: StoredFact[] = [];
  readonly journal: JournalEntry[] = [];
  readonly outbox: OutboxRow[] = [];
  readonly jobs: JobRow[] = [];
  readonly deadLetters: DeadLetterRow[] = [];
  readonly heldRows: HeldRow[] = [];
  readonly deadlines = new Map<string, DeadlineWrite>();
  readonly #below: Staging | undefined;
  readonly #held = new Map<string, Held>();
  readonly #rows = new Map<string, object>();
  readonly #changed = new Set<string>();
  readonly #written = new Map<string, RowWrite>();

  constructor(now: string, below?: Staging) {
    this.now = now;
    this.#below = below;
  }

  /** A layer over this one. */
  layer(): Staging {
    return new Staging(this.now, this);
  }

  /** Makes a locked source known. */
  load(id: string, held: Held): void {
    this.#held.set(id, held);
  }

  /** Makes a looked-up row known; `undefined` means that it was looked for and is not there. */
  loadRow(table: AnyTable, key: string, row: object | undefined): void {
    this.#rows.set(rowId(table, key), row ?? ABSENT);
  }

  held(id: string): Held {
    const held = this.#held.get(id) ?? this.#below?.held(id);
    if (held === undefined) throw new UndeclaredRead(id);
    if (held.state instanceof Unfoldable) throw held.state.cause;
    return held;
  }

  /** Replaces the state of a source. */
  hold(id: string, held: Held): void {
    this.#held.set(id, held);
    this.#changed.add(id);
  }

  row(table: AnyTable, key: string): object | undefined {
    const row = this.#findRow(rowId(table, key));
    if (row === undefined) throw new UndeclaredRead(`${table.name} ${key}`);
    return row === ABSENT ? undefined : row;
  }

  /** Stages a row; of several for one key the table's conflict rule decides, as it would in the database. */
  write(write: RowWrite): void {
    const id = rowId(write.table, keyOf(write));
    const standing = this.#written.get(id)?.row ?? this.#findRow(id);
    if (standing !== undefined && standing !== ABSENT && !supersedes(write, standing)) return;
    this.#written.set(id, write);
    if (this.#findRow(id) !== undefined) this.#rows.set(id, write.row);
  }

  /** Adds this layer's changes to the layer below. */
  merge(): void {
    const below = this.#below;
    if (below === undefined) return;
    below.facts.push(...this.facts);
    below.journal.push(...this.journal);
    below.outbox.push(...this.outbox);
    below.jobs.push(...this.jobs);
    below.deadLetters.push(...this.deadLetters);
    below.heldRows.push(...this.heldRows);
    for (const [id, deadline] of this.deadlines) below.deadlines.set(id, deadline);
    for (const id of this.#changed) below.hold(id, this.held(id));
    for (const write of this.#written.values()) below.write(write);
  }

  /** Everything staged, as the store writes it, and what else becomes of the messages. */
  effects(extra: Partial<Effects>): Effects {
    const changed = [...this.#changed].map((id) => ({ id, held: this.held(id) }));
    return {
      ...NO_EFFECTS,
      facts: this.facts,
      journal: this.journal,
      outbox: this.outbox,
      jobs: this.jobs,
      deadLetters: this.deadLetters,
      deadlines: [...this.deadlines.values()],
      heads: changed
        .filter(({ held }) => held.kind !== 'row')
        .map(({ id, held }) => ({ streamId: id, ...held, snapshot: held.state })),
      rows: [
        ...this.#written.values(),
        ...changed.flatMap(({ held: { table, state, created } }) =>
          table ? [{ table, row: state as object, created }] : [],
        ),
      ],
      ...extra,
      held: [...this.heldRows, ...(extra.held ?? [])],
    };
  }

  #findRow(id: string): object | undefined {
    return this.#rows.get(id) ?? this.#below?.findRow(id);
  }

  /** For the layer above. */
  findRow(id: string): object | undefined {
    return this.#findRow(id);
  }
}

const ABSENT = {};

const rowId = (table: AnyTable, key: string): string => `${table.name}/${key}`;

const keyOf = ({ table, row }: RowWrite): string => String((row as Record<string, unknown>)[table.key]);

/** Whether a row takes the place of the one that stands there, under its table's rule. */
export const supersedes = ({ table, row }: RowWrite, standing: object): boolean => {
  switch (table.onConflict) {
    case 'replace':
      return true;
    case 'keep':
      return false;
    case 'replaceOlder':
      return versionOf(row) > versionOf(standing);
  }
};

const versionOf = (row: object): number => Number((row as Record<string, unknown>)['version']);
