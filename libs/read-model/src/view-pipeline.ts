import type { Message } from '@tidemark/contracts';
import type { AnyFact, Incoming, Store, UnitOfWork } from '@tidemark/event-store';
import type { ChunkHandler, Decode, KafkaRecord, PipelineObserver, Undecodable, Verdict } from '@tidemark/messaging';
import { causeOf, decodeAll, deadLetterTopicOf, inboxIdOf, letterOf, streamVersionOf } from '@tidemark/messaging';
import type { Versioned, View } from './view.ts';
import { missingMessages } from './gap.ts';

interface Step<Heard> {
  readonly message: Heard;
  readonly version: number;
  readonly occurredAt: string;
}

/**
 * Folds a chunk of records into rows, each fact once, without an inbox: the row's version knows what it has seen.
 *
 * Newer by one is applied, not newer is ignored, a gap is filled from the stream itself. Duplicates, redrives and
 * publishing anew are therefore harmless. Rows are written only over older ones, so a consumer that lost its partition
 * cannot set a row back. Fails as a whole when the store or the registry is away.
 */
export const viewPipelineOf = <Row extends Versioned, Heard extends Message, Fact extends AnyFact>(
  view: View<Row, Heard, Fact>,
  decode: Decode<Heard>,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): ChunkHandler => {
  const { store } = unitOfWork;
  return async (records): Promise<readonly Verdict[]> => {
    const decoded = await decodeAll(records, withVersion(decode));
    const undecodable = decoded.flatMap(({ result }) => (result.kind === 'undecodable' ? [result] : []));
    if (undecodable.length > 0) await bury(view, undecodable, unitOfWork, observer);
    const steps = decoded.flatMap(({ result }) => (result.kind === 'heard' ? [result.message] : []));
    if (steps.length > 0) await foldAll(view, steps, store);
    observer.handled(
      view.name,
      steps.map(() => ({ kind: 'handled' })),
    );
    return records.map(() => 'done');
  };
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

const bury = async (
  view: Pick<View, 'name' | 'group'>,
  undecodable: readonly Undecodable[],
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): Promise<void> => {
  const incoming = undecodable.map((input): Incoming<Undecodable> => ({
    input,
    cause: causeOf(input.record),
    id: inboxIdOf(input.record),
    lane: 'dead letters',
  }));
  await unitOfWork.run(
    {
      name: view.name,
      reads: () => [],
      handle: (input, unit) => {
        unit.deadLetter(letterOf(view.name, input), deadLetterTopicOf(view.group));
      },
    },
    incoming,
  );
  for (const { record, error } of undecodable) observer.deadLettered(view.name, record, error);
};

/** A record on a view's topic does not say which fact of its stream it tells of: its producer is not an outbox. */
class MissingStreamVersion extends Error {
  readonly code = 'READ_MODEL.MISSING_STREAM_VERSION';

  constructor({ topic, partition, offset }: KafkaRecord) {
    super(`The record ${topic}/${String(partition)}/${offset} has no streamVersion header; a view cannot place it.`);
    this.name = 'MissingStreamVersion';
  }
}
