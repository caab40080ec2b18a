import type { Message as AnyMessage } from '@tidemark/contracts';
import type { AnyFact, Handler, HeldMessage, Rehearsal, RowWrite, Store, UnitOfWork } from '@tidemark/event-store';
import { failureOf, NO_EFFECTS, StoreUnavailable } from '@tidemark/event-store';
import type { Decode, DecodedRecord, KafkaRecord, Pipeline, PipelineObserver, Undecodable } from '@tidemark/messaging';
import {
  causeOf,
  deadLetterTopicOf,
  decodeAll,
  incomingOf,
  letterOf,
  recordOf,
  streamVersionOf,
  tellOf,
} from '@tidemark/messaging';
import type { Versioned, View } from './view.ts';
import { missingMessages } from './gap.ts';

interface Step<Message> {
  readonly message: Message;
  readonly version: number;
  readonly occurredAt: string;
}

/** A step and the record that brought it. */
interface Heard<Message> {
  readonly record: KafkaRecord;
  readonly step: Step<Message>;
}

/** What folding needs of a store. */
type RowsAndFacts = Pick<Store, 'readRows' | 'readFacts' | 'writeRows'>;

/** What a held record came to when it was folded again. */
type Refolded = { readonly kind: 'folded' } | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Folds a chunk of records into rows, each fact once, without an inbox: the row's version knows what it has seen.
 *
 * Newer by one is applied, not newer is ignored, a gap is filled from the stream itself. Duplicates, redrives and
 * publishing anew are therefore harmless. Rows are written only over older ones, so a consumer that lost its partition
 * cannot set a row back. A record that cannot be folded is held for another attempt, and nothing waits for it: the row
 * stays as it is until the stream can be folded again. Fails as a whole when the store or the registry is away.
 */
export const viewPipelineOf = <Row extends Versioned, Message extends AnyMessage, Fact extends AnyFact>(
  view: View<Row, Message, Fact>,
  decode: Decode<Message>,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): Pipeline => {
  const deadLetterTopic = deadLetterTopicOf(view.group);
  const fold = (heard: readonly Heard<Message>[]): Promise<void> =>
    foldAll(
      view,
      heard.map(({ step }) => step),
      unitOfWork.store,
    );
  const foldOrHold = async (heard: readonly Heard<Message>[]): Promise<void> => {
    try {
      await fold(heard);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const [only] = heard;
      if (heard.length > 1) for (const one of heard) await foldOrHold([one]);
      else if (only !== undefined) await hold(view, only.record, error, unitOfWork, observer);
    }
  };
  const refold = async ({ record, result }: DecodedRecord<Step<Message>>): Promise<Refolded> => {
    if (result.kind === 'undecodable') return { kind: 'failed', error: result.error };
    try {
      if (result.kind === 'heard') await fold([{ record, step: result.message }]);
      return { kind: 'folded' };
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      return { kind: 'failed', error };
    }
  };
  return {
    handle: async (records) => {
      const decoded = await decodeAll(records, withVersion(decode));
      const undecodable = decoded.flatMap(({ result }) => (result.kind === 'undecodable' ? [result] : []));
      if (undecodable.length > 0) await bury(view, undecodable, unitOfWork, observer);
      const heard = decoded.flatMap(({ record, result }) =>
        result.kind === 'heard' ? [{ record, step: result.message }] : [],
      );
      if (heard.length > 0) await foldOrHold(heard);
      observer.handled(
        view.name,
        heard.map(() => ({ kind: 'handled' })),
      );
      return decoded.map(() => 'done');
    },
    retry: async (claimed, token) => {
      const decoded = await decodeAll(claimed.map(recordOf), withVersion(decode));
      const messages: HeldMessage<Refolded>[] = [];
      for (const [index, one] of decoded.entries()) {
        const row = claimed[index];
        if (row === undefined) continue;
        const isHopeless = one.result.kind === 'undecodable';
        messages.push({ row, cause: causeOf(one.record), input: await refold(one), isHopeless });
      }
      const outcomes = await unitOfWork.runHeld({ handler: endOf(view), messages, token, deadLetterTopic });
      tellOf(
        view.name,
        decoded.map(({ record }) => record),
        outcomes,
        observer,
      );
      return outcomes;
    },
    rehearse: (record) => rehearsed(view, decode, record, unitOfWork.store),
  };
};

/** Folds into rows that are shown and not written. */
const rehearsed = async <Row extends Versioned, Message extends AnyMessage, Fact extends AnyFact>(
  view: View<Row, Message, Fact>,
  decode: Decode<Message>,
  record: KafkaRecord,
  store: Store,
): Promise<Rehearsal> => {
  const [decoded] = await decodeAll([record], withVersion(decode));
  if (decoded?.result.kind === 'undecodable') return { kind: 'failed', failure: failureOf(decoded.result.error) };
  if (decoded?.result.kind !== 'heard') return { kind: 'handled', effects: NO_EFFECTS };
  const rows: RowWrite[] = [];
  const showing: RowsAndFacts = {
    readRows: (table, keys) => store.readRows(table, keys),
    readFacts: (streamId, afterVersion) => store.readFacts(streamId, afterVersion),
    writeRows: (table, written) => {
      rows.push(...written.map((row) => ({ table, row })));
      return Promise.resolve();
    },
  };
  try {
    await foldAll(view, [decoded.result.message], showing);
    return { kind: 'handled', effects: { ...NO_EFFECTS, rows } };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return { kind: 'failed', failure: failureOf(error) };
  }
};

/** The rows are written by then; what is left is to say what becomes of the held message. */
const endOf = ({ name }: Pick<View, 'name'>): Handler<Refolded> => ({
  name,
  reads: () => [],
  handle: (refolded) => {
    if (refolded.kind === 'failed') throw refolded.error;
  },
});

const hold = async (
  { name }: Pick<View, 'name'>,
  record: KafkaRecord,
  error: unknown,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): Promise<void> => {
  const outcome = await unitOfWork.hold(name, incomingOf(record, undefined), error);
  if (outcome.kind === 'held') observer.held(name, record, error);
};

const foldAll = async <Row extends Versioned, Message extends AnyMessage, Fact extends AnyFact>(
  view: View<Row, Message, Fact>,
  steps: readonly Step<Message>[],
  store: RowsAndFacts,
): Promise<void> => {
  const keys = [...new Set(steps.map(({ message }) => view.keyOf(message)))].toSorted();
  const rows = new Map((await store.readRows(view.table, keys)) as ReadonlyMap<string, Row>);
  const changed = new Set<string>();
  for (const step of steps) {
    const key = view.keyOf(step.message);
    const seen = rows.get(key)?.version ?? 0;
    if (step.version <= seen) continue;
    const missing =
      step.version === seen + 1 ? [] : await missingMessages<Row, Message, Fact>(view, key, seen, step.version, store);
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
  <Message>(decode: Decode<Message>): Decode<Step<Message>> =>
  async (record) => {
    const message = await decode(record);
    if (message === undefined) return undefined;
    const version = streamVersionOf(record);
    if (version === undefined) throw new MissingStreamVersion(record);
    return { message, version, occurredAt: new Date(record.timestampMs).toISOString() };
  };

/** Makes dead letters of all of them before anything else is answered. */
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
  let left = undecodable.map((input) => incomingOf(input.record, input));
  while (left.length > 0) {
    const outcomes = await unitOfWork.run(handler, left);
    for (const [index, { input }] of left.entries()) {
      const outcome = outcomes[index];
      // Told once for each dead letter there is, not once for each time that its record comes.
      if (outcome?.kind === 'handled') observer.deadLettered(view.name, input.record, input.error);
      if (outcome?.kind === 'held') observer.held(view.name, input.record, outcome.error);
    }
    left = left.filter((_, index) => outcomes[index]?.kind === 'deferred');
  }
};

/** A record on a view's topic does not say which fact of its stream it tells of: its producer is not an outbox. */
class MissingStreamVersion extends Error {
  readonly code = 'READ_MODEL.MISSING_STREAM_VERSION';

  constructor({ topic, partition, offset }: KafkaRecord) {
    super(`The record ${topic}/${String(partition)}/${offset} has no streamVersion header; a view cannot place it.`);
    this.name = 'MissingStreamVersion';
  }
}
