import { randomUUID } from 'node:crypto';
import type { Language, MessageCodec, SchemaRow } from '@tidemark/avro';
import { contractSchemas, createMessageCodec, httpRegistry, schemaIdsOf, schemasOf } from '@tidemark/avro';
import { registerSchemas } from '@tidemark/bootstrap/registry';
import type { Message, OrderCanceled, OrderConfirmed } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import { contractsFolder, readReleased } from '@tidemark/contracts-gate';
import { MemoryStore, UnitOfWork } from '@tidemark/event-store';
import type { Consumer } from '@tidemark/messaging';
import { consumer, KafkaConsumer, pipelineOf } from '@tidemark/messaging';
import { catalog as notification } from '@tidemark/notification-app';
import { decodeMessages } from '@tidemark/platform';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly kafkaBrokers: string;
    readonly registryUrl: string;
  }
}

/** Order.events.v1 as two programs know it: the one that was released first, and the one of this build. */
const kafka = new Kafka({ clientId: 'spec', brokers: inject('kafkaBrokers').split(','), logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const producer = kafka.producer();
const topic = `spec.order.events.${randomUUID()}.v1`;
const started: KafkaConsumer[] = [];

const asReleased = (version: number): Language => ({
  ...schemas,
  ...Object.fromEntries(
    readReleased(contractsFolder)
      .filter((one) => one.version === version)
      .map(({ name, schema }) => [name, schema as unknown as Language['OrderPlaced']]),
  ),
});

const patience = { waitMs: 20_000, signal: new AbortController().signal };

/** As its deployment does; then it knows the ids of its own schemas, and asks the registry for all others. */
const programOf = async (language: Language): Promise<{ codec: MessageCodec; rows: readonly SchemaRow[] }> => {
  const registryUrl = inject('registryUrl');
  const written = schemasOf(language);
  const registered = await registerSchemas(registryUrl, written, patience, () => Promise.resolve(false));
  const rows = registered?.rows ?? [];
  const registry = httpRegistry(registryUrl);
  return { codec: createMessageCodec({ schemaIds: schemaIdsOf(rows, written), registry, language }), rows };
};

let first: Awaited<ReturnType<typeof programOf>>;
let today: Awaited<ReturnType<typeof programOf>>;

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  first = await programOf(asReleased(1));
  today = await programOf(schemas);
});

afterAll(async () => {
  await Promise.all(started.map((one) => one.stop()));
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

const send = async (codec: MessageCodec, message: Message): Promise<void> => {
  const headers = { id: randomUUID(), type: message.type };
  await producer.send({ topic, messages: [{ key: message.orderId, value: codec.encode(message), headers }] });
};

/** A real consumer with the pipeline of a service; what it writes stays in memory. */
const listen = <Heard extends Message>(codec: MessageCodec, declared: Consumer<Heard>): MemoryStore => {
  const store = new MemoryStore(() => Date.now());
  const tools = {
    newId: randomUUID,
    monotonicMs: () => performance.now(),
    encoder: codec,
    rest: () => Promise.resolve(),
  };
  const failed = (_: string, __: object, error: unknown): never => {
    throw new Error('A record was not handled.', { cause: error });
  };
  const observer = { held: failed, deadLettered: failed, handled: () => undefined };
  const hears = declared.hears as readonly Message['type'][];
  const pipeline = pipelineOf(declared, decodeMessages<Heard>(codec, hears), new UnitOfWork(store, tools), observer);
  const running = new KafkaConsumer({
    ...{ brokers: inject('kafkaBrokers').split(','), clientId: 'spec', group: randomUUID(), topics: [topic] },
    ...{ handle: pipeline.handle, random: () => 0, pauseCapMs: 1_000, stuckAfterMs: 60_000 },
    onTrouble: () => undefined,
  });
  started.push(running);
  running.start();
  return store;
};

/** What a program of the first release is told of orders. */
const oldReader = (heard: Message[]): Consumer<OrderConfirmed | OrderCanceled> =>
  consumer({
    name: 'spec.old-reader',
    topics: [topic],
    hears: ['OrderConfirmed', 'OrderCanceled'],
    reads: () => [],
    handle: (message) => {
      heard.push(message);
    },
  });

const order = (orderId: string) => ({ orderId, customerId: 'customer-1', emailAddress: 'ada@example.org' });
const confirmed = (orderId: string, pieces: number): OrderConfirmed => ({
  ...{ type: 'OrderConfirmed', ...order(orderId), totalMinor: 5_000, currency: 'EUR', pieces },
});
const canceled = (orderId: string, cause: OrderCanceled['cause']): OrderCanceled => ({
  ...{ type: 'OrderCanceled', ...order(orderId), reason: 'CUSTOMER', cause },
});

it('lets producers and consumers of the first release and of today share a topic, each understanding all of it', async () => {
  const heard: Message[] = [];
  listen(first.codec, oldReader(heard));
  // The customer is written to by the consumer of this build.
  const newReader = listen(today.codec, notification.consumers[0] as unknown as Consumer<OrderConfirmed>);
  const [old, another] = [randomUUID(), randomUUID()];

  await send(first.codec, confirmed(old, 3));
  await send(today.codec, confirmed(another, 3));
  await send(first.codec, canceled(old, 'OPERATOR'));
  await send(today.codec, canceled(another, 'OPERATOR'));

  const told = async (): Promise<readonly unknown[]> =>
    (await newReader.claimJobs({ token: randomUUID(), limit: 10, leaseMs: 0, kinds: ['send-mail'] })).map(
      ({ payload }) => payload,
    );
  await vi.waitFor(
    async () => {
      expect(await told()).toHaveLength(4);
      expect(heard).toHaveLength(4);
    },
    { timeout: 20_000, interval: 50 },
  );

  // Whoever was released first finds what it knows, and nothing that it does not.
  const totals = { totalMinor: 5_000, currency: 'EUR' };
  expect(heard).toEqual([
    { type: 'OrderConfirmed', ...order(old), ...totals },
    { type: 'OrderConfirmed', ...order(another), ...totals },
    { type: 'OrderCanceled', ...order(old), reason: 'CUSTOMER' },
    { type: 'OrderCanceled', ...order(another), reason: 'CUSTOMER' },
  ]);
  // Today's reader finds the defaults in what was written without them.
  expect(await told()).toMatchObject([
    { orderId: old, kind: 'confirmed', told: { pieces: 0 } },
    { orderId: another, kind: 'confirmed', told: { pieces: 3 } },
    { orderId: old, kind: 'canceled', told: { cause: 'OTHER' } },
    { orderId: another, kind: 'canceled', told: { cause: 'OPERATOR' } },
  ]);
});

it('lets a reader of the second release take a symbol of the third for its default', async () => {
  const second = await programOf({ ...asReleased(1), ...pick(asReleased(2), 'OrderCanceled', 'OrderConfirmed') });
  const orderId = randomUUID();

  const read = await second.codec.decode(today.codec.encode(canceled(orderId, 'OPERATOR')), topic);

  expect(read).toEqual({ type: 'OrderCanceled', ...order(orderId), reason: 'CUSTOMER', cause: 'OTHER' });
});

it('has the schemas of all of them under one subject, each with an id of its own', async () => {
  const subject = contractSchemas.find(({ type }) => type === 'OrderCanceled')?.subject ?? '';
  const idOf = (rows: readonly SchemaRow[]): number | undefined =>
    rows.find((row) => row.subject === subject)?.schemaId;
  const versions = await fetch(`${inject('registryUrl')}/subjects/${encodeURIComponent(subject)}/versions`);

  expect(idOf(first.rows)).not.toBe(idOf(today.rows));
  expect(((await versions.json()) as readonly number[]).length).toBeGreaterThanOrEqual(2);
});

const pick = (language: Language, ...types: readonly (keyof Language)[]): Partial<Language> =>
  Object.fromEntries(types.map((type) => [type, language[type]]));
