/** A row of some service's outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly service: string;
  /** Ascending in the order in which one key's messages were committed. */
  readonly seq: number;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** It was committed before a moment at which all was at rest: whoever hears it has, or never will. */
  readonly isBeforeRest: boolean;
}

/** A record as it stands in Kafka. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly timestamp: number;
  /** The message's id; absent on what is no message. */
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly streamVersion: number | undefined;
  /** Only of the topics that a view is folded from. */
  readonly value: Buffer | undefined;
  /** Somebody could not decode it and says so. */
  readonly isDeadLettered?: boolean;
}

/** What was read of Kafka. */
export interface LogReading {
  readonly topics: number;
  readonly records: readonly LogRecord[];
  /** The ids of the records that have one. */
  readonly ids: ReadonlySet<string>;
  /** By `topic/partition`: the first offset that is still kept, and the one after the last. */
  readonly bounds: ReadonlyMap<string, { readonly first: number; readonly end: number }>;
}
