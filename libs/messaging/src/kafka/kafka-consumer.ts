import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from '@tidemark/event-store';
import { crashPoint } from '@tidemark/event-store';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { Gatherer } from '../gatherer.ts';
import type { ChunkHandler, KafkaRecord, Verdict } from '../record.ts';
import { joinOrCrash } from './join-or-crash.ts';
import { asMember, connectAsEarlierMember } from './kept-membership.ts';
import { Positions } from './positions.ts';
import { ProgressWatch } from './progress-watch.ts';
import { scheduleWhenPending } from './quiet-request-queue.ts';
import { TopicEnds } from './topic-ends.ts';

export interface KafkaConsumerOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: ChunkHandler;
  readonly pace?: Pace | undefined;
  readonly random: () => number;
  /** The longest pause while infrastructure is away. */
  readonly pauseCapMs: number;
  /** How long records may wait, with nothing becoming of them and nothing in the way, before it counts as stuck. */
  readonly stuckAfterMs: number;
  /** Trouble that heals by itself, told for the log. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** A piece handed to one transaction. */
const CHUNK_RECORDS = 500;
/** Pieces that can meet in one transaction. kafkajs wakes as many workers after every fetch, so a large number is dear. */
const CONCURRENT_PARTITIONS = 32;
const HEARTBEAT_MS = 1_000;
const COMMIT_MS = 1_000;
const FIRST_PAUSE_MS = 500;
/** Knocking costs a broker little, and all that waits for it waits for the one that knocks last. */
const REJOIN_CAP_MS = 1_000;
/**
 * Who comes back after a kill waits until its earlier self's session has ended. Brokers accept no shorter one unless they
 * are told to; six heartbeats may be missed.
 */
const SESSION_MS = 6_000;

const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, multiplier: 1.5, retries: 5 };

/**
 * Brings every record of its topics to a handler at least once, in order within a partition, for as long as it runs.
 *
 * A partition moves on only when the handler has answered "done"; a handler that
 * fails as a whole (its infrastructure is away) is asked again with the same records after a pause. Positions are
 * committed every second and before leaving the group: what is read twice is the inbox's to absorb. A lost broker or a
 * crashed consumer is replaced, with backoff, until `stop`.
 *
 * The only file that knows kafkajs, so that a successor needs one file.
 */
export class KafkaConsumer {
  readonly #options: KafkaConsumerOptions;
  readonly #kafka: Kafka;
  readonly #gatherer: Gatherer;
  readonly #positions = new Positions();
  readonly #ends: TopicEnds;
  readonly #watch: ProgressWatch;
  readonly #inHand = new Set<Promise<void>>();
  #consumer: Consumer | undefined;
  readonly #stopped = new AbortController();
  #supervisor: Promise<void> | undefined;
  #commitTimer: NodeJS.Timeout | undefined;
  #lastSignOfLife = 0;
  #joined = false;
  #crashed: (() => void) | undefined;
  /** Who the consumer is in its group; kept for the one that replaces it. */
  #memberId: string | undefined;

  constructor(options: KafkaConsumerOptions) {
    demandKnownKafkajs();
    this.#options = options;
    this.#gatherer = new Gatherer({
      handle: (chunk) => this.#watch.watched(chunk, options.handle(chunk)),
      limit: CHUNK_RECORDS,
      pace: options.pace ?? 'prompt',
      monotonicMs: () => performance.now(),
      rest: (ms) => sleep(ms),
    });
    this.#kafka = new Kafka({
      clientId: options.clientId,
      brokers: [...options.brokers],
      connectionTimeout: 1_000,
      requestTimeout: 30_000,
      retry: RETRY,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => {
        if (entry.level <= logLevel.ERROR) options.onTrouble(entry.log.message, entry.log['error']);
      },
    });
    this.#ends = new TopicEnds(() => this.#kafka.admin(), options.topics);
    this.#watch = new ProgressWatch({
      ends: this.#ends.ask,
      patienceMs: options.stuckAfterMs,
      now: () => performance.now(),
    });
  }

  get group(): string {
    return this.#options.group;
  }

  /** Returns at once; the consumer joins its group as soon as broker and topics are there. */
  start(): void {
    this.#supervisor ??= this.#supervise();
    this.#commitTimer ??= setInterval(() => void this.#commit(), COMMIT_MS);
    this.#watch.start();
  }

  /** The partitions whose records wait though nothing is in the way: what is stuck in here ends with the process. */
  stuck(): readonly string[] {
    return this.#watch.stuck();
  }

  /** True while the consumer is in its group and has heard from the broker within `withinMs`. */
  isAlive(nowMs: number, withinMs = 15_000): boolean {
    return this.#joined && nowMs - this.#lastSignOfLife < withinMs;
  }

  /** Finishes the chunk in hand, commits, leaves the group. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    clearInterval(this.#commitTimer);
    this.#watch.stop();
    this.#crashed?.();
    await this.#supervisor;
    await this.#ends.close();
  }

  async #supervise(): Promise<void> {
    for (let attempt = 1; !this.#stopped.signal.aborted; attempt += 1) {
      try {
        await this.#runOnce(() => {
          attempt = 0;
        });
      } catch (error) {
        this.#options.onTrouble(`${this.#options.group}: the consumer is being replaced`, error);
      }
      if (!this.#stopped.signal.aborted) await this.#rest(attempt, REJOIN_CAP_MS);
    }
  }

  async #runOnce(onJoined: () => void): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId: this.#options.group,
      minBytes: 1,
      maxWaitTimeInMs: 500,
      maxBytesPerPartition: 262_144,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 20_000,
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    const ended = new Promise<void>((resolve) => {
      this.#crashed = resolve;
    });
    const alive = (): void => {
      this.#lastSignOfLife = Date.now();
    };
    consumer.on('consumer.crash', ({ payload }) => {
      this.#options.onTrouble(`${this.#options.group}: the consumer crashed`, payload.error);
      this.#crashed?.();
    });
    consumer.on('consumer.heartbeat', alive);
    consumer.on('consumer.fetch', alive);
    consumer.on('consumer.group_join', ({ payload }) => {
      this.#positions.keepOnly(payload.memberAssignment);
      this.#watch.assigned(payload.memberAssignment);
      this.#joined = true;
      this.#memberId = payload.memberId;
      alive();
      onJoined();
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
      await asMember(this.#memberId, () =>
        consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
          eachBatch: (payload) => this.#keepInHand(this.#eachBatch(payload)),
        }),
      );
      if (!this.#stopped.signal.aborted) await ended;
    } finally {
      await this.#leave(consumer);
    }
  }

  /** Only a member may commit, and `consumer.stop` leaves the group: what is in hand ends first, then the positions. */
  async #leave(consumer: Consumer): Promise<void> {
    try {
      if (this.#stopped.signal.aborted) {
        await Promise.allSettled(this.#inHand);
        await this.#commit();
      }
      await consumer.stop();
    } catch (error) {
      this.#options.onTrouble(`${this.#options.group}: could not stop cleanly`, error);
    }
    this.#joined = false;
    this.#consumer = undefined;
    await consumer.disconnect().catch((error: unknown) => {
      this.#options.onTrouble(`${this.#options.group}: could not leave the group`, error);
    });
  }

  async #commit(): Promise<void> {
    const consumer = this.#consumer;
    if (consumer === undefined || !this.#joined) return;
    await this.#positions
      .commit((positions) => consumer.commitOffsets(positions))
      .catch((error: unknown) => {
        this.#options.onTrouble(`${this.#options.group}: positions are committed later`, error);
      });
  }

  async #keepInHand(batch: Promise<void>): Promise<void> {
    this.#inHand.add(batch);
    try {
      await batch;
    } finally {
      this.#inHand.delete(batch);
    }
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    crashPoint('after-fetch');
    const records = messages.map((message) => toRecord(topic, partition, message));
    let lost: unknown;
    const beating = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        lost = error;
      });
    }, HEARTBEAT_MS);
    const mayGoOn = (): boolean =>
      !this.#stopped.signal.aborted && payload.isRunning() && !payload.isStale() && lost === undefined;
    try {
      for (let from = 0; from < records.length && mayGoOn();) {
        const piece = records.slice(from, from + CHUNK_RECORDS);
        const verdicts = await this.#answered(piece, mayGoOn);
        const done = lengthDone(verdicts);
        from += done;
        const last = piece[done - 1];
        if (last !== undefined) {
          payload.resolveOffset(last.offset);
          this.#positions.handled(topic, partition, last.offset);
        }
      }
    } catch (error) {
      // kafkajs stops for ever on a TypeError or its kin; a plain error makes it try again.
      throw new Error(error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      clearInterval(beating);
    }
    if (lost !== undefined) throw lost as Error;
  }

  /** Asks until the handler answers: infrastructure may be away for long, and no record is skipped meanwhile. */
  async #answered(piece: readonly KafkaRecord[], mayGoOn: () => boolean): Promise<readonly Verdict[]> {
    for (let attempt = 1; mayGoOn(); attempt += 1) {
      try {
        return await this.#gatherer.submit(piece);
      } catch (error) {
        this.#options.onTrouble(`${this.#options.group}: waiting for infrastructure`, error);
        await this.#rest(attempt, this.#options.pauseCapMs);
      }
    }
    return [];
  }

  /** Waits before another attempt; a stop ends the wait. */
  async #rest(attempt: number, capMs: number): Promise<void> {
    const pause = sleep(this.#pauseMs(attempt, capMs), undefined, { signal: this.#stopped.signal });
    await this.#watch.excused(pause.catch(() => undefined));
  }

  #pauseMs(attempt: number, capMs: number): number {
    const full = Math.min(capMs, FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 19));
    return full * (0.5 + this.#options.random() / 2);
  }
}

const lengthDone = (verdicts: readonly Verdict[]): number => {
  const first = verdicts.findIndex((verdict) => verdict !== 'done');
  return first === -1 ? verdicts.length : first;
};

const toRecord = (topic: string, partition: number, message: KafkaMessage): KafkaRecord => ({
  topic,
  partition,
  offset: message.offset,
  key: message.key,
  value: message.value,
  timestampMs: Number(message.timestamp),
  headers: Object.fromEntries(
    Object.entries(message.headers ?? {}).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      // A header may be null on the wire, whatever the types say.
      return last === undefined || (last as unknown) === null ? [] : [[name, last.toString()]];
    }),
  ),
});

const KNOWN_KAFKAJS = '2.2.4';
let patched = false;

/** Mends kafkajs. The patches reach into the library, so they hold for one version only; any other is refused at start. */
export const demandKnownKafkajs = (): void => {
  if (patched) return;
  const require = createRequire(import.meta.url);
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== KNOWN_KAFKAJS) {
    throw new Error(
      `kafkajs is ${version}; this consumer is written for ${KNOWN_KAFKAJS}: read kafka-consumer.ts first.`,
    );
  }
  const RequestQueue = require('kafkajs/src/network/requestQueue') as { prototype: Record<string, unknown> };
  RequestQueue.prototype['scheduleCheckPendingRequests'] = scheduleWhenPending;
  type Group = {
    prototype: {
      connect: Parameters<typeof connectAsEarlierMember>[0];
      joinAndSync: Parameters<typeof joinOrCrash>[0];
    };
  };
  const { prototype } = require('kafkajs/src/consumer/consumerGroup') as Group;
  prototype.connect = connectAsEarlierMember(prototype.connect);
  prototype.joinAndSync = joinOrCrash(prototype.joinAndSync);
  patched = true;
};
