import type { Message } from '@tidemark/contracts';
import type { AnyFact, Handler, Incoming, Store, UnitOfWork } from '@tidemark/event-store';
import { StoreUnavailable } from '@tidemark/event-store';
import type {
  ChunkHandler,
  Decode,
  DecodedRecord,
  KafkaRecord,
  PipelineObserver,
  Undecodable,
  Verdict,
} from '@tidemark/messaging';
import {
  causeOf,
  deadLetterTopicOf,
  decodeAll,
  inboxIdOf,
  laneOf,
  letterOf,
  placeOf,
  streamVersionOf,
} from '@tidemark/messaging';
import type { Versioned, View } from './view.ts';
import { missingMessages } from './gap.ts';

interface Step<Heard> {
  readonly message: Heard;
  readonly version: number;
  readonly occurredAt: string;
}

type Decoded<Heard> = DecodedRecord<Step<Heard>>;

/**
 * Folds a chunk of records into rows, each fact once, without an inbox: the row's version knows what it has seen.
 *
 * Newer by one is applied, not newer is ignored, a gap is filled from the stream itself. Duplicates, redrives and
 * publishing anew are therefore harmless. Rows are written only over older ones, so a consumer that lost its partition
 * cannot set a row back. A record that cannot be folded blocks its partition alone, loudly. Fails as a whole when the
 * store or the registry is away.
 */
export const viewPipelineOf = <Row extends Versioned, Heard extends Message, Fact extends AnyFact>(
  view: View<Row, Heard, Fact>,
  decode: Decode<Heard>,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): ChunkHandler => {
  const handle = async (records: readonly Decoded<Heard>[]): Promise<void> => {
    const undecodable = records.flatMap(({ result }) => (result.kind === 'undecodable' ? [result] : []));
    if (undecodable.length > 0) await bury(view, undecodable, unitOfWork, observer);
    const steps = records.flatMap(({ result }) => (result.kind === 'heard' ? [result.message] : []));
    if (steps.length > 0) await foldAll(view, steps, unitOfWork.store);
    observer.handled(
      view.name,
      steps.map(() => ({ kind: 'handled' })),
    );
  };
  return async (records): Promise<readonly Verdict[]> => {
    const decoded = await decodeAll(records, withVersion(decode));
    try {
      await handle(decoded);
      return decoded.map(() => 'done');
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      return oneByOne(decoded, handle, (record, cause) => {
        observer.blocked(view.name, record, cause);
      });
    }
  };
};

/** Finds the record that cannot be folded: it and what stands behind it in its partition wait, the others are done. */
const oneByOne = async <Heard>(
  decoded: readonly Decoded<Heard>[],
  handle: (records: readonly Decoded<Heard>[]) => Promise<void>,
  onBlocked: (record: KafkaRecord, error: unknown) => void,
): Promise<readonly Verdict[]> => {
  const blocked = new Set<string>();
  const verdicts: Verdict[] = [];
  for (const one of decoded) {
    const lane = laneOf(one.record);
    try {
      if (!blocked.has(lane)) await handle([one]);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      blocked.add(lane);
      onBlocked(one.record, error);
    }
    verdicts.push(blocked.has(lane) ? 'blocked' : 'done');
  }
  return verdicts;
};

const foldAll = async <Row extends Versioned, Heard extends Message, Fact extends AnyFact>(
  view: View<Row, Heard, Fact>,
  steps: readonly Step<Heard>[],
  store: Store,
): Promise<void> => {
  const keys = [...new Set(steps.map(({ message }) => view.keyOf(message)))].toSorted();
  const rows = new Map((await store.readRows(view.table, keys)) as ReadonlyMap<string, Row>);
  const changed = new Set<string>();
  for (const step of steps) {
    const key = view.keyOf(step.message);
    const seen = rows.get(key)?.version ?? 0;
    if (step.version <= seen) continue;
    const missing =
      step.version === seen + 1 ? [] : await missingMessages<Row, Heard, Fact>(view, key, seen, step.version, store);
    for (const { message, version, occurredAt } of [...missing, step]) {
      const row = view.projection.evolve(rows.get(key), message, { streamVersion: version, occurredAt });
      if (row !== undefined) rows.set(key, row);
      changed.add(key);
    }
  }
  const written = [...changed].flatMap((key) => rows.get(key) ?? []);
  await store.writeRows(view.table, written);
};

/** A message without its place in the stream cannot be folded. */
const withVersion =
  <Heard>(decode: Decode<Heard>): Decode<Step<Heard>> =>
  async (record) => {
    const message = await decode(record);
    if (message === undefined) return undefined;
    const version = streamVersionOf(record);
    if (version === undefined) throw new MissingStreamVersion(record);
    return { message, version, occurredAt: new Date(record.timestampMs).toISOString() };
  };

/**
 * Makes dead letters of all of them before anything else is answered. Fails when the database refuses one: it comes
 * again with its chunk, and those that were written know it.
 */
const bury = async (
  view: Pick<View, 'name' | 'group'>,
  undecodable: readonly Undecodable[],
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): Promise<void> => {
  const handler: Handler<Undecodable> = {
    name: view.name,
    reads: () => [],
    handle: (input, unit) => {
      unit.deadLetter(letterOf(view.name, input), deadLetterTopicOf(view.group));
    },
  };
  let left = undecodable.map(incomingOf);
  while (left.length > 0) {
    const outcomes = await unitOfWork.run(handler, left);
    for (const [index, { input }] of left.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'failed') throw outcome.error;
      // Told once for each dead letter there is, not once for each time that its record comes.
      if (outcome?.kind === 'handled') observer.deadLettered(view.name, input.record, input.error);
    }
    left = left.filter((_, index) => outcomes[index]?.kind === 'deferred');
  }
};

const incomingOf = (input: Undecodable): Incoming<Undecodable> => ({
  input,
  cause: causeOf(input.record),
  id: inboxIdOf(input.record),
  lane: placeOf(input.record),
});

/** A record on a view's topic does not say which fact of its stream it tells of: its producer is not an outbox. */
class MissingStreamVersion extends Error {
  readonly code = 'READ_MODEL.MISSING_STREAM_VERSION';

  constructor({ topic, partition, offset }: KafkaRecord) {
    super(`The record ${topic}/${String(partition)}/${offset} has no streamVersion header; a view cannot place it.`);
    this.name = 'MissingStreamVersion';
  }
}
