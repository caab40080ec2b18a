import { createMessageCodec, numberedSchemaRows, schemaIdsOf } from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import { UnitOfWork } from '@tidemark/event-store';
import type { ChunkHandler, Consumer, KafkaRecord, PipelineObserver, Verdict } from '@tidemark/messaging';
import { pipelineOf } from '@tidemark/messaging';
import type { View } from '@tidemark/read-model';
import { viewPipelineOf } from '@tidemark/read-model';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import { inject } from 'vitest';
import type { ServiceConfig } from '../config.ts';
import { parseConfig } from '../config.ts';
import { decodeMessages, decodeProductChange } from '../decoding.ts';
import { newId, newTraceparent } from '../identifiers.ts';
import { ServiceRuntime } from '../runtime.ts';
import type { ServiceDefinition } from '../service.ts';
import { createService } from '../service.ts';
import type { ServiceDatabase } from './service-database.fixtures.ts';
import { watch } from './http/watch.fixtures.ts';
import { createServiceDatabase } from './service-database.fixtures.ts';

/** A message that the service has written to its outbox. */
export interface Published {
  readonly message: Message;
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly causationId: string;
  readonly streamVersion: string | null;
}

/** What a spec may say of the record that brings a message; the rest is as Debezium would write it. */
export interface RecordOptions {
  /** The message's id, which the inbox knows it by; a new one unless said. */
  readonly id?: string;
  readonly streamVersion?: number;
  readonly actor?: string;
}

/**
 * A whole service on a database of its own, reached as the world reaches it. Whatever it answers is held against its
 * OpenAPI document: the test that saw another answer fails.
 */
export interface ServiceUnderTest {
  readonly app: NestFastifyApplication;
  /** For supertest. It listens on a free port. */
  readonly server: ReturnType<NestFastifyApplication['getHttpServer']>;
  /** As the service reaches its database. */
  readonly databaseUrl: string;
  /** May do anything, and sees the service's tables by their plain names. */
  readonly admin: pg.Pool;
  /** Brings a message to each consumer and view that listens to its topic, as bytes, without Kafka in between. */
  readonly hear: (message: Message, options?: RecordOptions) => Promise<readonly Verdict[]>;
  /** Brings messages of one topic as one chunk, as they arrive when much arrives. */
  readonly hearTogether: (messages: readonly Message[], ids: readonly string[]) => Promise<readonly Verdict[]>;
  /** Brings a record as it is: raw change data, or bytes that are no message. */
  readonly hearRecord: (record: Partial<KafkaRecord> & Pick<KafkaRecord, 'topic'>) => Promise<readonly Verdict[]>;
  /** Everything the outbox holds, oldest first, decoded; dead letters left out. */
  readonly published: () => Promise<readonly Published[]>;
  /** What it has logged as a warning or worse, oldest first. */
  readonly logged: () => readonly Logged[];
  /** Starts consumers and workers, which are idle otherwise. Consumers need a broker: see `KAFKA_BROKERS`. */
  readonly start: () => void;
  /** Starts another instance of the service on the same database; it is told nothing of this one. */
  readonly another: (environment?: Environment) => Promise<ServiceUnderTest>;
  /** Stops it; the first instance also drops the database, so it is stopped last. */
  readonly stop: () => Promise<void>;
}

/** A line of the log. */
export interface Logged {
  readonly msg: string;
  readonly [field: string]: unknown;
}

type Environment = Readonly<Record<string, string>>;

const codec = createMessageCodec({
  schemaIds: schemaIdsOf(numberedSchemaRows()),
  registry: {
    schemaText: (schemaId) => Promise.reject(new Error(`No spec has a registry, so who asks for schema ${schemaId}?`)),
  },
});

/**
 * Starts a service on a database of its own: migrated, with the rights of its catalog, and with schema ids as if it were
 * registered. Nothing is replaced by a double; without `start()` messages come from the spec alone.
 */
export const startService = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Environment = {},
): Promise<ServiceUnderTest> => {
  const database = await createServiceDatabase(definition.catalog);
  const first = await startInstance(definition, database, environment);
  return {
    ...first,
    stop: async () => {
      await first.stop();
      await database.drop();
    },
  };
};

const startInstance = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  database: ServiceDatabase,
  environment: Environment,
): Promise<ServiceUnderTest> => {
  const lines: string[] = [];
  const app = await createService(
    definition,
    parseConfig(definition.config, {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: inject('kafkaBrokers'),
      HTTP_PORT: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    }),
    { write: (line) => lines.push(line) },
  );
  watch(app.getHttpServer(), definition);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const handlers = handlersOf(definition, app.get(UnitOfWork));
  const hearChunk = async (records: readonly KafkaRecord[]): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const { topics, handle } of handlers) {
      if (topics.includes(records[0]?.topic ?? '')) verdicts.push(...(await handle(records)));
    }
    return verdicts;
  };
  const hearRecord: ServiceUnderTest['hearRecord'] = (given) => hearChunk([recordOf(given)]);
  return {
    app,
    server: app.getHttpServer(),
    databaseUrl: database.url,
    admin: database.admin,
    hearRecord,
    hear: (message, options = {}) => hearRecord(recordOfMessage(message, options)),
    hearTogether: (messages, ids) =>
      hearChunk(messages.map((message, index) => recordOf(recordOfMessage(message, { id: ids[index] ?? newId() })))),
    published: () => publishedIn(database.admin),
    logged: () => lines.map((line) => JSON.parse(line) as Logged),
    start: () => {
      app.get(ServiceRuntime).start();
    },
    another: (otherwise = {}) => startInstance(definition, database, { ...environment, ...otherwise }),
    stop: () => app.close(),
  };
};

/** Asks again until there is an answer. Fails after a while, saying what was missing. */
export const eventually = async <Value>(
  what: string,
  ask: () => Promise<Value | undefined>,
  withinMs = 10_000,
): Promise<Value> => {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > endsAt) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const handlersOf = <Config extends ServiceConfig>(
  { catalog }: ServiceDefinition<Config>,
  unitOfWork: UnitOfWork,
): readonly { readonly topics: readonly string[]; readonly handle: ChunkHandler }[] => [
  ...catalog.consumers.map((consumer) => {
    const typed = consumer as unknown as Consumer<object>;
    const decode = typed.hears === 'productChanges' ? decodeProductChange : decodeMessages(codec, typed.hears);
    return { topics: typed.topics, handle: pipelineOf<object>(typed, decode, unitOfWork, OBSERVER).handle };
  }),
  ...catalog.views.map((view) => {
    const typed = view as View;
    return {
      topics: [typed.topic],
      handle: viewPipelineOf(typed, decodeMessages(codec, typed.hears), unitOfWork, OBSERVER).handle,
    };
  }),
];

/** A handler that fails must fail the spec, with its own error. */
const OBSERVER: PipelineObserver = {
  handled: () => undefined,
  held: (_consumer, _record, error) => {
    throw error;
  },
  deadLettered: () => undefined,
};

let nextOffset = 0;

const recordOf = (given: Partial<KafkaRecord> & Pick<KafkaRecord, 'topic'>): KafkaRecord => ({
  partition: 0,
  offset: String((nextOffset += 1)),
  key: null,
  value: null,
  headers: {},
  timestampMs: Date.now(),
  ...given,
});

const recordOfMessage = (message: Message, { id = newId(), streamVersion, actor = 'process' }: RecordOptions) => {
  const { topic, key } = routes[message.type];
  return {
    topic,
    key: Buffer.from(message[key]),
    value: Buffer.from(codec.encode(message)),
    headers: {
      id,
      type: message.type,
      correlationId: id,
      traceparent: newTraceparent(),
      actor,
      ...(streamVersion === undefined ? {} : { streamVersion: String(streamVersion) }),
    },
  };
};

interface OutboxRecord {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly causation_id: string;
  readonly stream_version: string | null;
  readonly payload: Buffer;
}

const publishedIn = async (admin: pg.Pool): Promise<readonly Published[]> => {
  const { rows } = await admin.query<OutboxRecord>(
    `select id, topic, key, causation_id, stream_version, payload from outbox
     where dead_letter_cause is null order by seq`,
  );
  return Promise.all(
    rows.map(async ({ id, topic, key, causation_id: causationId, stream_version: streamVersion, payload }) => ({
      message: await codec.decode(payload, topic),
      id,
      topic,
      key,
      causationId,
      streamVersion,
    })),
  );
};
