import { existsSync, readFileSync } from 'node:fs';
import { createMessageCodec, numberedSchemaRows, schemaIdsOf } from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import { routes } from '@tidemark/contracts';
import { expectNone } from '@tidemark/spec';
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

/** The first line that would be another; what follows is mostly a consequence. */
const staleness = (path: string, now: string): readonly string[] => {
  const command = 'run "npm run messages:generate"';
  if (!existsSync(pathOf(path))) return [`${path} is missing: ${command}`];
  const [committed, made] = [readFileSync(pathOf(path), 'utf8'), now].map((one) => one.split('\n')) as [
    string[],
    string[],
  ];
  const at = [...committed, ''].findIndex((line, index) => line !== made[index]);
  return committed.join('\n') === now
    ? []
    : [
        `${path}:${at + 1} says "${(committed[at] ?? '').trim()}", and the code "${(made[at] ?? '').trim()}": ${command}`,
      ];
};

describe('what is described', () => {
  it.each([DOCUMENT, 'docs/messages.md'])('stands in %s as catalogs, topics and schemas say today', (path) => {
    expectNone(staleness(path, files.get(path) ?? ''));
  });
});

describe('the AsyncAPI document', () => {
  it('is valid, and nothing in it is to be improved', async () => {
    expectNone(await findingsIn(text));
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
