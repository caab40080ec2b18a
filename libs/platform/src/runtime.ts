import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageCodec, Registry } from '@tidemark/avro';
import { createMessageCodec, httpRegistry, loadSchemaRows, schemaIdsOf } from '@tidemark/avro';
import { createPool, DEFAULT_HOLD_POLICY, PostgresStore, UnitOfWork } from '@tidemark/event-store';
import type { AnyConsumer, Consumer, PipelineObserver } from '@tidemark/messaging';
import { KafkaConsumer, pipelineOf, placeOf } from '@tidemark/messaging';
import { DEFAULT_BACKOFF, DeadlineWorker, JobWorker } from '@tidemark/process';
import type { AnyView, View } from '@tidemark/read-model';
import { viewPipelineOf } from '@tidemark/read-model';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { DeadLetterQueries } from './dead-letters/dead-letters.queries.ts';
import { decodeMessages, decodeProductChange } from './decoding.ts';
import type { HeldMessages } from './held-messages.ts';
import { heldMessagesOf } from './held-messages.ts';
import { endsWithin } from './ends-within.ts';
import { newId } from './identifiers.ts';
import { Metrics } from './metrics.ts';
import type { Upkeep } from './upkeep.ts';
import { upkeepOf } from './upkeep.ts';

/** What a dead process had in hand is taken up after this long at most; a call is given up before. */
const JOB_LEASE_MS = 15_000;
const DEADLINE_LEASE_MS = 10_000;
const JOB_POLL_MS = 1_000;
const DEADLINE_POLL_MS = 500;
const JOBS_AT_ONCE = 16;
/** What is in hand ends in this time, or its dependency is away. */
const REST_MS = 6_000;
const GOODBYE_MS = 500;

/** Whether something the service needs is there, and what is wrong if not. */
export interface Dependency {
  readonly name: string;
  readonly up: boolean;
  readonly detail: string;
}

export interface StuckConsumer {
  readonly group: string;
  /** Each as `topic/partition`. */
  readonly partitions: readonly string[];
}

/**
 * The running parts of a service, built from its catalog: pool, store, unit of work, consumers, workers.
 *
 * A service can write as soon as the database answers; broker and registry may come later.
 */
export class ServiceRuntime<Config extends ServiceConfig> {
  readonly pool: pg.Pool;
  readonly unitOfWork: UnitOfWork;
  readonly metrics: Metrics;
  readonly codec: MessageCodec;
  readonly deadLetters: DeadLetterQueries;
  readonly log: Logger;
  readonly #consumers: readonly KafkaConsumer[];
  readonly #jobs: JobWorker;
  readonly #deadlines: DeadlineWorker;
  readonly #held: HeldMessages;
  readonly #upkeep: Upkeep;
  #leaving = false;
  #resting: Promise<readonly string[]> | undefined;

  private constructor(
    catalog: ServiceCatalog<Config>,
    config: Config,
    log: Logger,
    pool: pg.Pool,
    codec: MessageCodec,
    registry: Registry,
  ) {
    this.pool = pool;
    this.codec = codec;
    this.log = log;
    this.metrics = new Metrics(catalog.name);
    this.unitOfWork = new UnitOfWork(
      new PostgresStore(pool),
      { newId, encoder: codec, monotonicMs: () => performance.now(), rest: (ms) => sleep(ms) },
      { ...DEFAULT_HOLD_POLICY, attempts: config.HELD_ATTEMPTS, capMs: config.RETRY_CAP_MS },
    );
    const onError = (error: unknown): void => {
      log.error({ err: error }, 'a worker round failed; it is tried again');
    };
    const pipelines = pipelinesOf(catalog, codec, this.unitOfWork, this.#observer());
    this.#held = heldMessagesOf(this.unitOfWork, pipelines, config, this.metrics, onError);
    const rehearse = new Map(pipelines.map(({ name, rehearse: tried }) => [name, tried]));
    this.deadLetters = new DeadLetterQueries({ pool, store: this.unitOfWork.store, codec, registry, rehearse });
    this.#consumers = consumersOf(catalog.name, config, pipelines, this.#held, log);
    this.#jobs = new JobWorker({
      unitOfWork: this.unitOfWork,
      jobs: catalog.jobs(config, {
        onCircuit: (circuit, state) => {
          this.metrics.showCircuit(circuit, state);
          log[state === 'open' ? 'warn' : 'info']({ circuit, state }, 'a circuit breaker is in this state now');
        },
      }),
      newToken: newId,
      random: Math.random,
      backoff: { ...DEFAULT_BACKOFF, capMs: config.RETRY_CAP_MS },
      concurrency: catalog.jobsAtOnce ?? JOBS_AT_ONCE,
      leaseMs: JOB_LEASE_MS,
      pollMs: JOB_POLL_MS,
      onPostponed: (job, error, delayMs) => {
        this.metrics.jobsPostponed.inc({ kind: job.kind });
        log.warn(
          { err: error, job: job.kind, key: job.key, attempt: job.attempt, delayMs },
          'an outside call is repeated',
        );
      },
      onError,
    });
    this.#deadlines = new DeadlineWorker({
      unitOfWork: this.unitOfWork,
      listeners: catalog.deadlines,
      newId,
      leaseMs: DEADLINE_LEASE_MS,
      pollMs: DEADLINE_POLL_MS,
      onError,
    });
    this.#upkeep = upkeepOf(this.unitOfWork.store, config, this.metrics, log);
  }

  /** Fails when the database does not answer, or bootstrap has not yet registered the schemas of this program. */
  static async create<Config extends ServiceConfig>(
    catalog: ServiceCatalog<Config>,
    config: Config,
    log: Logger,
  ): Promise<ServiceRuntime<Config>> {
    const pool = createPool({
      url: config.DATABASE_URL,
      name: `${catalog.name}-service`,
      size: config.DATABASE_POOL_SIZE,
    });
    const rows = await loadSchemaRows(async (sql, params) => (await pool.query<object>(sql, [...params])).rows);
    const registry = httpRegistry(config.REGISTRY_URL);
    const codec = createMessageCodec({ schemaIds: schemaIdsOf(rows), registry });
    return new ServiceRuntime(catalog, config, log, pool, codec, registry);
  }

  start(): void {
    for (const consumer of this.#consumers) consumer.start();
    for (const worker of this.#workers) worker.start();
  }

  /** It is going: not ready any more, though it still works. */
  leave(): void {
    this.#leaving = true;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /**
   * Finishes what consumers and workers have in hand, commits positions, leaves the groups, gives back jobs. Names the
   * parts that did not end in time, because what they wait for is away. Never fails; safe to call again.
   */
  rest(): Promise<readonly string[]> {
    return (this.#resting ??= this.#rest());
  }

  /** Rests, then closes the pool. */
  async stop(): Promise<void> {
    await this.rest();
    if (!(await endsWithin(GOODBYE_MS, this.pool.end()))) this.log.warn('the database did not let us go in time');
  }

  async #rest(): Promise<readonly string[]> {
    const parts = [
      ...this.#consumers.map((consumer) => ({ name: consumer.group, part: consumer })),
      ...this.#workers.map((worker) => ({ name: worker.constructor.name, part: worker })),
    ];
    const left = await Promise.all(
      parts.map(async ({ name, part }) => {
        const ended = await endsWithin(REST_MS, part.stop()).catch((error: unknown) => {
          this.log.error({ err: error, part: name }, 'a part could not end as it should');
          return false;
        });
        return ended ? [] : [name];
      }),
    );
    // What was claimed in the last transactions of the consumers is given back by now.
    await endsWithin(GOODBYE_MS, this.#jobs.stop());
    return left.flat();
  }

  /** Consumers that make no progress though records wait and nothing is in the way, with their partitions. */
  stuck(): readonly StuckConsumer[] {
    const stuck = this.#consumers.flatMap((consumer) => {
      const partitions = consumer.stuck();
      return partitions.length === 0 ? [] : [{ group: consumer.group, partitions }];
    });
    if (stuck.length > 0) this.log.error({ stuck }, 'consumers make no progress; this process needs a restart');
    return stuck;
  }

  /** What the service needs to be of use, as it is now. */
  async dependencies(): Promise<readonly Dependency[]> {
    const postgres = await this.pool.query('select 1').then(
      () => ({ name: 'postgres', up: true, detail: 'answers' }),
      (error: unknown) => ({
        name: 'postgres',
        up: false,
        detail: error instanceof Error ? error.message : String(error),
      }),
    );
    const now = Date.now();
    const silent = this.#consumers.filter((consumer) => !consumer.isAlive(now)).length;
    const all = this.#consumers.length;
    const kafka = {
      name: 'kafka',
      up: silent === 0,
      detail:
        silent === 0
          ? 'all consumers are in their groups'
          : `${String(silent)} of ${String(all)} consumers are not in their groups`,
    };
    return [postgres, kafka];
  }

  get #workers() {
    return [this.#jobs, this.#deadlines, this.#held.worker, this.#held.watch, ...this.#upkeep];
  }

  #observer(): PipelineObserver {
    return {
      handled: (consumer, outcomes) => {
        this.metrics.countOutcomes(consumer, outcomes);
      },
      held: (consumer, record, error) => {
        this.metrics.failedAttempts.inc({ consumer });
        this.log.error(
          { err: error, consumer, place: placeOf(record), key: record.key?.toString() },
          'a message could not be handled; it and those behind it on its key are held and tried again',
        );
        this.#held.worker.wakeIn(DEFAULT_HOLD_POLICY.firstMs);
      },
      deadLettered: (consumer, record, error) => {
        this.metrics.deadLetters.inc({ consumer });
        this.log.error(
          { err: error, consumer, place: placeOf(record) },
          'a record is no message, or was tried for the last time; it is a dead letter now',
        );
      },
    };
  }
}

/** Everything that listens to Kafka, with what it does about a chunk of records. */
const pipelinesOf = (
  { consumers, views }: Pick<ServiceCatalog, 'consumers' | 'views'>,
  codec: MessageCodec,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
) => [
  ...consumers.map((consumer) => ({
    ...consumer,
    ...consumerPipeline(consumer, codec, unitOfWork, observer),
  })),
  ...views.map((view) => ({
    ...view,
    topics: [view.topic],
    // Nothing goes on by it, but who has changed something may be waiting to read it.
    pace: 'gathered' as const,
    ...viewPipeline(view, codec, unitOfWork, observer),
  })),
];

/** One consumer per group; what it could not handle before closes its door when there is too much of it. */
const consumersOf = (
  service: string,
  config: ServiceConfig,
  pipelines: ReturnType<typeof pipelinesOf>,
  held: HeldMessages,
  log: Logger,
): readonly KafkaConsumer[] =>
  pipelines.map(
    ({ name, group, topics, handle, pace }) =>
      new KafkaConsumer({
        brokers: config.KAFKA_BROKERS.split(','),
        clientId: `${service}-service`,
        group,
        topics,
        handle: held.watch.guard(name, handle),
        pace,
        random: Math.random,
        pauseCapMs: config.RETRY_CAP_MS,
        stuckAfterMs: config.STUCK_AFTER_MS,
        onTrouble: (what, error) => {
          log.warn({ err: error, group }, what);
        },
      }),
  );

const consumerPipeline = (
  consumer: AnyConsumer,
  codec: MessageCodec,
  unitOfWork: UnitOfWork,
  observer: PipelineObserver,
) => {
  // A catalog holds consumers of many messages; each gets exactly what its own `hears` names.
  const typed = consumer as unknown as Consumer<object>;
  return typed.hears === 'productChanges'
    ? pipelineOf(typed, decodeProductChange, unitOfWork, observer)
    : pipelineOf(typed, decodeMessages(codec, typed.hears), unitOfWork, observer);
};

const viewPipeline = (view: AnyView, codec: MessageCodec, unitOfWork: UnitOfWork, observer: PipelineObserver) => {
  const typed = view as View;
  return viewPipelineOf(typed, decodeMessages(codec, typed.hears), unitOfWork, observer);
};
