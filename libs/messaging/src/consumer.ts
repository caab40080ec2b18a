import type { Message, MessageType } from '@tidemark/contracts';
import type { Pace, Read, Unit } from '@tidemark/event-store';

/**
 * What a service listens to, what it reads, what it does: a value. Loading, saving, batching, retry, dead letter and
 * inbox belong to the pipeline, so `handle` is synchronous and its tests need no database.
 */
export interface Consumer<Heard> {
  /** The inbox knows the consumer by this name, which stays the same when the group changes. */
  readonly name: string;
  /** All instances subscribe to the same topics; a new topic means a new group name. */
  readonly group: string;
  readonly topics: readonly string[];
  /** The message types it listens to; the others on its topics pass by. Without it, records are raw change data. */
  readonly hears: readonly MessageType[] | 'productChanges';
  /** How soon its next chunk is wanted; promptly unless said otherwise. */
  readonly pace?: Pace;
  readonly reads: (heard: Heard) => readonly Read[];
  readonly handle: (heard: Heard, unit: Unit) => void;
}

/** A consumer among others. */
export type AnyConsumer = Consumer<never>;

/** Declares a consumer of messages; `handle` sees exactly the types it hears. */
export const consumer = <Type extends MessageType>(declared: {
  readonly name: string;
  readonly group?: string;
  readonly topics: readonly string[];
  readonly hears: readonly Type[];
  readonly pace?: Pace;
  readonly reads: (message: Extract<Message, { type: Type }>) => readonly Read[];
  readonly handle: (message: Extract<Message, { type: Type }>, unit: Unit) => void;
}): Consumer<Extract<Message, { type: Type }>> => ({ group: declared.name, ...declared });

/** Where the copies of a group's dead letters go. */
export const deadLetterTopicOf = (group: string): string => `${group}.dead-letters.v1`;
