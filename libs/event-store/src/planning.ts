import { refold } from './history.ts';
import type { AnySource, AnyTable, EventSourced, Read, StateStored } from './sources.ts';
import { streamId } from './sources.ts';
import { Staging, Unfoldable } from './staging.ts';
import type { HeadPlan, Loaded, Reads, RowsPlan } from './store.ts';

/** What to lock and to look up for these reads: each id once, heads sorted, so that two units wait and never deadlock. */
export const planOf = (reads: readonly Read[]): Reads => {
  const heads = new Map<string, HeadPlan>();
  const rows = new Map<string, { table: AnyTable; keys: Set<string>; lock: boolean }>();
  const addRow = (table: AnyTable, key: string, lock: boolean): void => {
    const plan = rows.get(table.name) ?? { table, keys: new Set(), lock };
    plan.keys.add(key);
    plan.lock ||= lock;
    rows.set(table.name, plan);
  };
  for (const read of reads) {
    if (read.kind === 'lookUp') addRow(read.table, read.key, false);
    else if (isStateStored(read.source)) addRow(read.source.table, read.key, true);
    else heads.set(streamId(read.source, read.key), headPlan(read.source, read.key));
  }
  return {
    heads: [...heads.values()].toSorted((a, b) => compare(a.streamId, b.streamId)),
    rows: [...rows.values()].map(({ table, keys, lock }): RowsPlan => ({
      table,
      keys: [...keys].toSorted(compare),
      lock,
    })),
  };
};

/** Several plans as one, which again names each id once and in order. */
export const merged = (plans: readonly Reads[]): Reads => {
  const [only] = plans;
  if (only !== undefined && plans.length === 1) return only;
  const heads = new Map(plans.flatMap((plan) => plan.heads.map((head) => [head.streamId, head])));
  const byTable = Map.groupBy(
    plans.flatMap((plan) => plan.rows),
    ({ table }) => table,
  );
  return {
    heads: [...heads.values()].toSorted((a, b) => compare(a.streamId, b.streamId)),
    rows: [...byTable].map(([table, rows]) => ({
      table,
      keys: [...new Set(rows.flatMap(({ keys }) => keys))].toSorted(compare),
      lock: rows.some(({ lock }) => lock),
    })),
  };
};

/** Lays out what was loaded, so that units can read it. */
export const stage = (reads: readonly Read[], loaded: Loaded): Staging => {
  const staging = new Staging(loaded.now);
  for (const read of reads) {
    if (read.kind === 'lookUp') {
      staging.loadRow(read.table, read.key, loaded.rows.get(read.table.name)?.get(read.key));
      continue;
    }
    const { source, key } = read;
    const id = streamId(source, key);
    if (isStateStored(source)) {
      const state = loaded.rows.get(source.table.name)?.get(key);
      staging.load(id, { ...UNBORN, kind: 'row', table: source.table, state, created: state === undefined });
    } else {
      const head = loaded.heads.get(id);
      staging.load(id, {
        ...UNBORN,
        kind: source.stored,
        definition: isEventSourced(source) ? source.definition : 0,
        ...(head && { state: head.snapshot, version: head.version, recordedAt: head.recordedAt, created: false }),
      });
    }
  }
  return staging;
};

const UNBORN = { state: undefined, version: 0, definition: 0, recordedAt: '', created: true } as const;

const headPlan = (source: AnySource, key: string): HeadPlan =>
  isEventSourced(source)
    ? {
        streamId: streamId(source, key),
        definition: source.definition,
        refold: (facts) => folded(source, facts),
      }
    : { streamId: streamId(source, key) };

const isEventSourced = (source: AnySource): source is EventSourced<unknown, never> => source.stored === 'facts';

const isStateStored = (source: AnySource): source is StateStored<object, never> => source.stored === 'row';

/** What an outdated stream folds to. One that cannot be folded fails the message that reads it, and no other. */
const folded = (source: EventSourced<unknown, never>, facts: readonly unknown[]): unknown => {
  try {
    return refold(source, facts);
  } catch (error) {
    return new Unfoldable(error);
  }
};

/** By code unit, as the database compares under collation "C". */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
