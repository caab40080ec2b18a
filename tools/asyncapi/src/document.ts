import { listenersOf } from '@tidemark/bootstrap';
import { productChangeForm } from '@tidemark/platform/product-change';
import { z } from 'zod';
import type { Channel, HeardCatalog, Told } from './channels.ts';
import { exampleOf } from './examples.ts';
import { exampleHeaders, headersSchema } from './headers.ts';

export interface Described {
  readonly channels: readonly Channel[];
  readonly catalogs: readonly HeardCatalog[];
  /** What each service is for, by its name. */
  readonly purposes: ReadonlyMap<string, string>;
  readonly servers: { readonly kafka: string; readonly registry: string };
}

type Json = Readonly<Record<string, unknown>>;

/** The AsyncAPI document: a channel per topic, an operation per service and topic that it says or hears something on. */
export const documentOf = ({ channels, catalogs, purposes, servers }: Described): Json => ({
  asyncapi: '3.1.0',
  info: {
    title: 'Tidemark',
    version: '1.0.0',
    description:
      'What the services of Tidemark say to each other. Made by `npm run messages:generate` from the catalogs of the services, the topics and the Avro schemas. ' +
      'An operation belongs to the service that its tag names: `send` is what it publishes, `receive` what one of its consumer groups handles. ' +
      'A command belongs to the service that obeys it (`x-owner`), an event to the service that publishes it.',
    license: { name: 'Apache-2.0' },
    tags: [...purposes].map(([name, description]) => ({ name, description })),
  },
  defaultContentType: 'application/vnd.apache.avro+binary',
  servers: {
    local: {
      host: servers.kafka,
      protocol: 'kafka',
      description: 'Where `npm start` and the containers listen.',
      bindings: { kafka: { schemaRegistryUrl: servers.registry, schemaRegistryVendor: 'apicurio' } },
    },
  },
  channels: Object.fromEntries(channels.map((channel) => [channel.name, channelOf(channel)])),
  operations: Object.fromEntries([...sendOperations(channels), ...receiveOperations(channels, catalogs)]),
  components: {
    messages: Object.fromEntries(
      channels.flatMap((channel) => channel.told.map((told) => [told.name, messageOf(channel, told)])),
    ),
    schemas: {
      MessageHeaders: headersSchema('messages'),
      DeadLetterHeaders: headersSchema('dead letters'),
      ProductChange: withoutDialect(z.toJSONSchema(productChangeForm)),
    },
  },
});

const channelOf = (channel: Channel): Json => ({
  address: channel.name,
  description: channel.description,
  messages: Object.fromEntries(channel.told.map(({ name }) => [name, ref('components', 'messages', name)])),
  bindings: {
    kafka: {
      topic: channel.name,
      partitions: channel.partitions,
      topicConfiguration: topicConfigurationOf(channel),
    },
  },
  'x-owner': channel.owner,
  'x-key': channel.key,
});

/** Of Kafka's settings those that the binding knows, typed as it wants them. */
const topicConfigurationOf = ({ configuration }: Channel): Json =>
  Object.fromEntries(
    Object.entries(configuration)
      .map(([name, value]): [string, unknown] => [name, name === 'cleanup.policy' ? [value] : Number(value)])
      .filter(([, value]) => !Number.isNaN(value)),
  );

const sendOperations = (channels: readonly Channel[]): readonly (readonly [string, Json])[] =>
  channels.flatMap((channel) =>
    [...new Set(channel.told.flatMap(({ senders }) => senders))].map((service) => [
      `${service}.sends.${channel.name}`,
      operationOf(channel, service, {
        action: 'send',
        told: channel.told.filter(({ senders }) => senders.includes(service)),
        summary: `${service} publishes on ${channel.name}.`,
      }),
    ]),
  );

const receiveOperations = (
  channels: readonly Channel[],
  catalogs: readonly HeardCatalog[],
): readonly (readonly [string, Json])[] =>
  listenersOf(catalogs).flatMap(({ service, group }) =>
    channels
      .map((channel) => ({ channel, told: channel.told.filter(({ readers }) => readers.some(isOf(group))) }))
      .filter(({ told }) => told.length > 0)
      .map(({ channel, told }) => [
        `${group}.receives.${channel.name}`,
        {
          ...operationOf(channel, service, { action: 'receive', told, summary: `${group} handles ${channel.name}.` }),
          bindings: { kafka: { groupId: { type: 'string', const: group } } },
        },
      ]),
  );

const isOf = (group: string) => (reader: { readonly group: string }) => reader.group === group;

const operationOf = (
  channel: Channel,
  service: string,
  { action, told, summary }: { readonly action: string; readonly told: readonly Told[]; readonly summary: string },
): Json => ({
  action,
  summary,
  channel: ref('channels', channel.name),
  messages: told.map(({ name }) => ref('channels', channel.name, 'messages', name)),
  tags: [{ name: service }],
});

const messageOf = (channel: Channel, told: Told): Json => {
  const { name, senders, readers } = told;
  switch (channel.kind) {
    case 'messages':
      return {
        name,
        summary: told.doc,
        ...avroOf(channel, told),
        'x-owner': told.owner,
        'x-senders': senders,
        'x-readers': readers,
      };
    case 'rows':
      return {
        name,
        summary: 'One change of one row, as Debezium writes it; a delete is followed by a record without a value.',
        contentType: 'application/json',
        payload: ref('components', 'schemas', 'ProductChange'),
        bindings: { kafka: { key: { type: 'string', description: channel.key } } },
        examples: [{ name: 'created', payload: createdProduct }],
        'x-owner': told.owner,
        'x-senders': senders,
        'x-readers': readers,
      };
    case 'dead letters':
      return {
        name,
        summary: 'A copy of a record that its group could not handle, whatever its bytes are; for people and tools.',
        contentType: 'application/octet-stream',
        headers: ref('components', 'schemas', 'DeadLetterHeaders'),
        payload: { description: 'The bytes as they came; none where they were too many.' },
        bindings: { kafka: { key: { type: 'string', description: channel.key } } },
        examples: [{ name: 'undecodable', headers: exampleHeaders('dead letters', 'unknown') }],
      };
  }
};

const avroOf = ({ kind, key }: Channel, { name, contract }: Told): Json => {
  if (contract === undefined || kind !== 'messages') throw new Error(`${name} has no schema.`);
  const payload = exampleOf(contract);
  return {
    headers: ref('components', 'schemas', 'MessageHeaders'),
    correlationId: { location: '$message.header#/correlationId' },
    payload: { schemaFormat: 'application/vnd.apache.avro+json;version=1.9.0', schema: contract.schema },
    bindings: {
      kafka: {
        key: { type: 'string', description: key },
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: 'confluent',
        schemaLookupStrategy: 'TopicRecordNameStrategy',
      },
    },
    examples: [{ name: 'one', headers: exampleHeaders('messages', name), payload }],
  };
};

const createdProduct = {
  before: null,
  after: { sku: 'lamp', name: 'Lamp', price_minor: 2_500, currency: 'EUR', version: 1 },
  op: 'c',
  ts_ms: Date.UTC(2026, 0, 5, 9),
};

const withoutDialect = ({ $schema: _dialect, ...schema }: Json): Json => schema;

/** Slashes and tildes are escaped as JSON pointers want it; no name has any today. */
const ref = (...path: readonly string[]): Json => ({
  $ref: `#/${path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});
