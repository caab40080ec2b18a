import type {
  ClaimedHeld,
  Handler,
  HeldMessage,
  HeldOutcome,
  Incoming,
  Outcome,
  Rehearsal,
  UnitOfWork,
} from '@tidemark/event-store';
import type { Consumer } from './consumer.ts';
import { deadLetterTopicOf } from './consumer.ts';
import type { Undecodable } from './dead-letter.ts';
import { letterOf } from './dead-letter.ts';
import type { Decode } from './decode.ts';
import { decodeAll } from './decode.ts';
import { causeOf, inboxIdOf } from './envelope.ts';
import type { ChunkHandler, KafkaRecord, Verdict } from './record.ts';
import { laneOf } from './record.ts';

/** What the pipeline tells the outside; nothing depends on it. */
export interface PipelineObserver {
  /** A handler failed: the message waits as a row, and those behind it on its key. */
  readonly held: (consumer: string, record: KafkaRecord, error: unknown) => void;
  readonly deadLettered: (consumer: string, record: KafkaRecord, error: unknown) => void;
  readonly handled: (consumer: string, outcomes: readonly Outcome[]) => void;
}

/** A consumer that runs: what it does about what arrives, and about what it could not handle before. */
export interface Pipeline {
  readonly handle: ChunkHandler;
  readonly retry: RetryHeld;
  readonly rehearse: Rehearse;
}

/** What would be done about a record now. Changes nothing. */
export type Rehearse = (record: KafkaRecord) => Promise<Rehearsal>;

/** Takes up held messages of one consumer that were claimed with the token. Outcomes stand in the order of the messages. */
export type RetryHeld = (claimed: readonly ClaimedHeld[], token: string) => Promise<readonly HeldOutcome[]>;

type Heard<Message> = { readonly kind: 'heard'; readonly message: Message } | Undecodable;

/**
 * The way of a chunk: decode, leave out what nobody hears, run as one unit, answer each record.
 *
 * Bytes that cannot be decoded become dead letters in the same transaction. A message whose handler fails is held there as
 * a row with those behind it on its key, to be tried again and in the end to become a dead letter; nothing is skipped and
 * nothing else waits. Fails as a whole when the database or the registry is away. Hohpe and Woolf, Dead Letter Channel.
 */
export const pipelineOf = <Message>(
  consumer: Consumer<Message>,
  decode: Decode<Message>,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): Pipeline => {
  const deadLetterTopic = deadLetterTopicOf(consumer.group);
  const handler: Handler<Heard<Message>> = {
    name: consumer.name,
    reads: (heard) => (heard.kind === 'heard' ? consumer.reads(heard.message) : []),
    handle: (heard, unit) => {
      if (heard.kind === 'heard') consumer.handle(heard.message, unit);
      else unit.deadLetter(letterOf(consumer.name, heard), deadLetterTopic);
    },
  };
  return {
    handle: async (records) => {
      const decoded = await decodeAll(records, decode);
      const incoming = decoded.flatMap(({ record, result }) =>
        result.kind === 'ignored' ? [] : [incomingOf<Heard<Message>>(record, result)],
      );
      const outcomes = incoming.length === 0 ? [] : await unitOfWork.run(handler, incoming);
      observer.handled(consumer.name, outcomes);
      let next = 0;
      return decoded.map(({ record, result }): Verdict => {
        if (result.kind === 'ignored') return 'done';
        const outcome = outcomes[next++];
        if (outcome?.kind === 'held') observer.held(consumer.name, record, outcome.error);
        if (outcome?.kind === 'handled' && result.kind === 'undecodable') {
          observer.deadLettered(consumer.name, record, result.error);
        }
        return verdictOf(outcome);
      });
    },
    retry: async (claimed, token) => {
      const decoded = await decodeAll(claimed.map(recordOf), decode);
      const messages = decoded.flatMap(({ record, result }, index) => {
        const row = claimed[index];
        return row === undefined ? [] : [heldMessageOf(record, row, result)];
      });
      const outcomes = await unitOfWork.runHeld({ handler: again(consumer), messages, token, deadLetterTopic });
      tellOf(
        consumer.name,
        decoded.map(({ record }) => record),
        outcomes,
        observer,
      );
      return outcomes;
    },
    rehearse: async (record) => {
      const [decoded] = await decodeAll([record], decode);
      if (decoded === undefined) throw new Error('One record decodes to one result.');
      return unitOfWork.rehearse(again(consumer), decoded.result, causeOf(record));
    },
  };
};

/** A record in hand, as a unit of work takes it. */
export const incomingOf = <Input>(record: KafkaRecord, input: Input): Incoming<Input> => ({
  input,
  cause: causeOf(record),
  id: inboxIdOf(record),
  lane: laneOf(record),
  record,
});

/** The record of a held message, as it came or as somebody has edited it. */
export const recordOf = ({ record }: ClaimedHeld): KafkaRecord => ({
  ...record,
  key: record.key && Buffer.from(record.key),
  value: record.value && Buffer.from(record.value),
});

const heldMessageOf = <Input extends { readonly kind: string }>(
  record: KafkaRecord,
  row: ClaimedHeld,
  input: Input,
): HeldMessage<Input> => ({ input, row, cause: causeOf(record), isHopeless: input.kind === 'undecodable' });

/** Tells of those that failed again, and of those that were given up. */
export const tellOf = (
  consumer: string,
  records: readonly KafkaRecord[],
  outcomes: readonly HeldOutcome[],
  observer: PipelineObserver,
): void => {
  for (const [index, record] of records.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === 'deadLettered') observer.deadLettered(consumer, record, outcome.error);
    if (outcome?.kind === 'postponed') observer.held(consumer, record, outcome.error);
  }
};

/** The same handler for messages that wait already: bytes that are no message fail, and what nobody hears is done. */
const again = <Message>(consumer: Consumer<Message>): Handler<Heard<Message> | { readonly kind: 'ignored' }> => ({
  name: consumer.name,
  reads: (heard) => (heard.kind === 'heard' ? consumer.reads(heard.message) : []),
  handle: (heard, unit) => {
    if (heard.kind === 'undecodable') throw heard.error;
    if (heard.kind === 'heard') consumer.handle(heard.message, unit);
  },
});

const verdictOf = (outcome: Outcome | undefined): Verdict => {
  switch (outcome?.kind) {
    case 'handled':
    case 'duplicate':
    case 'held':
    case 'behind':
      return 'done';
    case 'deferred':
    case undefined:
      return 'again';
  }
};
