import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { uuidOf } from './examples.ts';

type Kind = 'messages' | 'dead letters';

interface Header {
  readonly description: string;
  readonly example: string;
  /** Null elsewhere. */
  readonly only?: 'facts' | 'dead letters';
}

/** What the connector adds to each record beside key and value. */
const described: Readonly<Record<string, Header>> = {
  id: { description: 'Names this message; whoever has handled it knows it again.', example: uuidOf('messageId') },
  type: { description: "The message's name; who does not hear it need not decode it.", example: '' },
  correlationId: {
    description: 'The same in all that one request has led to.',
    example: uuidOf('correlationId'),
  },
  causationId: { description: 'The message or request that led to this one.', example: uuidOf('causationId') },
  traceparent: {
    description: 'W3C Trace Context.',
    example: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  actor: { description: 'Who wanted it, such as customer, operator or a service.', example: 'customer' },
  streamVersion: {
    description: "The fact's version in its stream, where the owner publishes one message per fact; else null.",
    example: '1',
    only: 'facts',
  },
  deadLetterCause: {
    description: 'Code and words of what went wrong.',
    example: 'AVRO.MALFORMED_MESSAGE: the value is no message',
    only: 'dead letters',
  },
  deadLetterOrigin: {
    description: 'Where the record came from: topic/partition/offset.',
    example: 'order.events.v1/0/42',
    only: 'dead letters',
  },
};

const CONNECTOR = join(import.meta.dirname, '..', '..', '..', 'infra', 'debezium', 'outbox.connector.json');

const PLACEMENT = 'transforms.outbox.table.fields.additional.placement';

const connector = z.object({ config: z.object({ [PLACEMENT]: z.string() }) });

/** The headers that the connector writes: `column:header:name`, or `column:header` for a header named as its column. */
export const headerNames = (text = readFileSync(CONNECTOR, 'utf8')): readonly string[] => {
  const placement = connector.parse(JSON.parse(text)).config[PLACEMENT] ?? '';
  const added = placement.split(',').map((entry) => entry.split(':'));
  return ['id', ...added.map(([column = '', , name = column]) => name)];
};

export interface HeadersSchema {
  readonly type: 'object';
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly type: unknown; readonly description: string }>>;
}

/** The JSON schema of the headers of one kind of record. Fails on a header that nobody has described. */
export const headersSchema = (kind: Kind, names = headerNames()): HeadersSchema => {
  const found = headersFor(kind, names);
  return {
    type: 'object',
    required: found.map(([name]) => name),
    properties: Object.fromEntries(
      found.map(([name, { description, only }]) => [
        name,
        { type: only === 'facts' ? ['string', 'null'] : 'string', description },
      ]),
    ),
  };
};

export const exampleHeaders = (kind: Kind, type: string): object =>
  Object.fromEntries(
    headersFor(kind, headerNames()).map(([name, { example }]) => [name, name === 'type' ? type : example]),
  );

const headersFor = (kind: Kind, names: readonly string[]): readonly (readonly [string, Header])[] =>
  names
    .map((name) => [name, descriptionOf(name)] as const)
    .filter(([, { only }]) => kind === 'dead letters' || only !== 'dead letters');

const descriptionOf = (name: string): Header => {
  const header = described[name];
  if (header !== undefined) return header;
  throw new Error(`Nobody has described the header ${name} of the connector: add it to tools/asyncapi/src/headers.ts.`);
};
