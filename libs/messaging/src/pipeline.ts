import type { Handler, Incoming, Outcome, UnitOfWork } from '@tidemark/event-store';
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
  /** A handler failed: its partition stands still until it succeeds. */
  readonly blocked: (consumer: string, record: KafkaRecord, error: unknown) => void;
  readonly deadLettered: (consumer: string, record: KafkaRecord, error: unknown) => void;
  readonly handled: (consumer: string, outcomes: readonly Outcome[]) => void;
}

type Heard<Message> = { readonly kind: 'heard'; readonly message: Message } | Undecodable;

/**
 * The way of a chunk: decode, leave out what nobody hears, run as one unit, answer each record.
 *
 * Bytes that cannot be decoded become dead letters in the same transaction. A handler that fails blocks its partition,
 * loudly: it is tried again and never skipped. Fails as a whole when the database or the registry is away.
 */
export const pipelineOf = <Message>(
  consumer: Consumer<Message>,
  decode: Decode<Message>,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
): ChunkHandler => {
  const handler: Handler<Heard<Message>> = {
    name: consumer.name,
    reads: (heard) => (heard.kind === 'heard' ? consumer.reads(heard.message) : []),
    handle: (heard, unit) => {
      if (heard.kind === 'heard') consumer.handle(heard.message, unit);
      else unit.deadLetter(letterOf(consumer.name, heard), deadLetterTopicOf(consumer.group));
    },
  };
  return async (records) => {
    const decoded = await decodeAll(records, decode);
    const incoming = decoded.flatMap(({ record, result }): Incoming<Heard<Message>>[] =>
      result.kind === 'ignored'
        ? []
        : [{ input: result, cause: causeOf(record), id: inboxIdOf(record), lane: laneOf(record) }],
    );
    const outcomes = incoming.length === 0 ? [] : await unitOfWork.run(handler, incoming);
    observer.handled(consumer.name, outcomes);
    let next = 0;
    return decoded.map(({ record, result }): Verdict => {
      if (result.kind === 'ignored') return 'done';
      const outcome = outcomes[next++];
      if (outcome?.kind === 'failed') observer.blocked(consumer.name, record, outcome.error);
      if (outcome?.kind === 'handled' && result.kind === 'undecodable') {
        observer.deadLettered(consumer.name, record, result.error);
      }
      return verdictOf(outcome);
    });
  };
};

const verdictOf = (outcome: Outcome | undefined): Verdict => {
  switch (outcome?.kind) {
    case 'handled':
    case 'duplicate':
      return 'done';
    case 'deferred':
      return 'again';
    case 'failed':
    case 'blocked':
    case undefined:
      return 'blocked';
  }
};
