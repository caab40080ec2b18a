import { existsSync, readFileSync } from 'node:fs';
import { createMessageCodec, numberedSchemaRows, schemaIdsOf } from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeMessages, pathOf } from './describe.ts';
import { findingsIn } from './validate.fixtures.ts';

const DOCUMENT = 'contracts/asyncapi.yaml';

interface MessageObject {
  readonly name: string;
  readonly payload: object;
  readonly examples: readonly { readonly payload: object }[];
}

interface Document {
  readonly components: { readonly messages: Readonly<Record<string, MessageObject>> };
}

let files: ReadonlyMap<string, string>;
let text: string;
let messages: readonly MessageObject[];

beforeAll(async () => {
  files = await describeMessages();
  text = files.get(DOCUMENT) ?? '';
  messages = Object.values((parse(text) as Document).components.messages);
});

describe('what is described', () => {
  it.each([DOCUMENT, 'docs/messages.md'])('stands in %s as catalogs, topics and schemas say today', (path) => {
    const committed = existsSync(pathOf(path)) ? readFileSync(pathOf(path), 'utf8') : '';
    expect(committed, `${path} is stale: run "npm run messages:generate".`).toBe(files.get(path));
  });
});

describe('the AsyncAPI document', () => {
  it('is valid, and nothing in it is to be improved', async () => {
    expect(await findingsIn(text)).toEqual([]);
  });

  it.each([
    ['a schema that is no Avro', 'type: record', 'type: recording'],
    ['an operation on a channel that is none', "$ref: '#/channels/order.events.v1'", "$ref: '#/channels/gone'"],
  ])('would not be valid with %s', async (_what, sound, broken) => {
    expect(text).toContain(sound);
    expect(await findingsIn(text.replace(sound, broken))).not.toEqual([]);
  });

  it('has every message of the published language, product changes and dead letters', () => {
    expect(messages.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(routes), 'ProductChange', 'DeadLetter'].toSorted(),
    );
  });

  it('has an example of each message that its Avro schema encodes and gives back', () => {
    const schemaIds = schemaIdsOf(numberedSchemaRows());
    const registry = { schemaText: () => Promise.reject(new Error('every schema is known')) };
    const codec = createMessageCodec({ schemaIds, registry });
    const avro = messages.filter(({ payload }) => 'schemaFormat' in payload);
    expect(avro.length).toBe(Object.keys(routes).length);
    for (const { name, examples } of avro) {
      const message = { type: name, ...examples[0]?.payload } as Message;
      expect(codec.decode(codec.encode(message))).toEqual(message);
    }
  });
});
