import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, MessageType, ProductChange } from '@tidemark/contracts';
import { expectNone } from '@tidemark/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { throughAvro } from './bench.ts';
import { pactPathOf, settled, staleness } from './committed.ts';
import type { AnyMessageNeed } from './interactions.ts';
import { changeInteractionsOf, interactionsOf, PRODUCT_CHANGE, senderOf } from './interactions.ts';
import type { StatedInteraction } from './jobs.ts';
import type { MessageNeed, Needs } from './needs.ts';
import { PactRunner } from './pact-runner.ts';
import { knownFieldsOf, nothingTouched, recorded, statedPaths } from './recording.ts';
import type { Touched } from './recording.ts';
import { casesToShow, caseOf, cutTo, titleOf } from './shapes.ts';

interface UnderTest<Heard> {
  /** Where the needs stand, beside the reader. */
  readonly file: string;
  /** How it handles a message, once for each situation in which it may read something else. */
  readonly handlings: readonly ((message: Heard) => unknown)[];
}

/** One who reads messages, and what it needs of them. */
export interface ReaderUnderTest<Heard extends Message> extends UnderTest<Heard> {
  /** The consumer or view. */
  readonly reader: { readonly name: string; readonly hears: readonly MessageType[] | 'productChanges' };
  readonly needs: Needs<Heard>;
}

/** The one who reads row changes of products. */
export interface ChangeReaderUnderTest extends UnderTest<ProductChange> {
  readonly reader: { readonly name: string };
  readonly needs: MessageNeed<ProductChange> & { readonly from: string };
}

/** One message of a reader, told by its name. */
interface Part {
  readonly type: string;
  readonly need: AnyMessageNeed;
  /** The example as it comes out of its bytes. */
  readonly received: (example: object) => Promise<object>;
}

/**
 * Holds a reader to its needs, and writes them down as pacts, one for each service that it hears.
 *
 * Each example goes through the bytes of its contract. The handler gets no more of it than the needs state, and each
 * field that it asks for is noted: one that is not stated fails, and so does one that is stated and never read.
 */
export const describeReader = <Heard extends Message>(under: ReaderUnderTest<Heard>): void => {
  const { reader } = under;
  const needs = under.needs as unknown as Readonly<Record<MessageType, AnyMessageNeed>>;
  const heard = Object.keys(needs) as MessageType[];

  it(`${reader.name} states a need for each message that it hears, and for no other`, () => {
    expect(reader.hears === 'productChanges' ? [] : reader.hears.toSorted()).toEqual(heard.toSorted());
  });

  describeNeeds(
    reader.name,
    under,
    heard.map((type) => ({
      type,
      need: needs[type],
      received: (example) => throughAvro({ type, ...example } as Heard),
    })),
  );
  const senders = Map.groupBy(heard, (type) => senderOf(type, needs[type]));
  describePacts(
    reader.name,
    [...senders].map(([sender, types]) => [sender, types.flatMap((type) => interactionsOf(type, needs[type]))]),
  );
};

/** The same for row changes, which come as JSON. */
export const describeChangeReader = (under: ChangeReaderUnderTest): void => {
  const { reader, needs } = under;
  const need = needs as unknown as AnyMessageNeed;
  const received = (example: object) => Promise.resolve(JSON.parse(JSON.stringify(example)) as object);
  describeNeeds(reader.name, under, [{ type: PRODUCT_CHANGE, need, received }]);
  describePacts(reader.name, [[needs.from, changeInteractionsOf(need)]]);
};

const describeNeeds = <Heard>(reader: string, under: UnderTest<Heard>, parts: readonly Part[]): void => {
  const { file } = under;
  describe(`What ${reader} needs`, () => {
    it.each(parts)('is shown by an example for each case of $type', ({ type, need: { reads, examples } }) => {
      const shown = examples.map((example) => caseOf(reads, example as Readonly<Record<string, unknown>>));
      const notShown = casesToShow(reads)
        .filter(([path, which]) => !shown.some((one) => one[path] === which))
        .map(([path, which]) => `${file}: no example of ${type} has ${path} ${which}; add one.`);
      expectNone(notShown);
      expect(shown.length, `${file}: ${type} has no example; add one.`).toBeGreaterThan(0);
      const titles = new Set(shown.map((one) => titleOf(type, one)));
      expect(titles.size, `${file}: two examples of ${type} show the same case; leave one.`).toBe(shown.length);
    });

    it.each(parts)('is all that it reads of $type, and no more', async (part) => {
      const touched = nothingTouched();
      for (const example of part.need.examples) await handleEach(under, part, example, touched);
      expectNone(wrongIn(reader, file, part, touched));
    });
  });
};

/** Writes the pacts of a reader with each sender, and compares them with the committed ones. */
const describePacts = (
  reader: string,
  interactionsBySender: readonly (readonly [sender: string, interactions: readonly StatedInteraction[]])[],
): void => {
  describe(`The pact of ${reader}`, () => {
    let runner: PactRunner;
    let folder: string;

    beforeAll(() => {
      runner = new PactRunner();
      folder = mkdtempSync(join(tmpdir(), 'tidemark-pacts-'));
    });

    afterAll(async () => {
      await runner.stop();
      rmSync(folder, { recursive: true });
    });

    it.each(interactionsBySender)('with %s is committed as it is needed now', async (provider, interactions) => {
      await runner.do({ kind: 'write', consumer: reader, provider, folder, interactions });
      const written = readFileSync(join(folder, `${reader}-${provider}.json`), 'utf8');
      expectNone(staleness(pactPathOf(reader, provider), settled(written)));
    });
  });
};

const handleEach = async <Heard>(
  { handlings }: UnderTest<Heard>,
  { need: { reads }, received }: Part,
  example: object,
  touched: Touched,
): Promise<void> => {
  const message = (await received(example)) as Readonly<Record<string, unknown>>;
  const known = knownFieldsOf(message);
  for (const handle of handlings) {
    const cut = { ...('type' in message && { type: message['type'] }), ...cutTo(reads, message) };
    // What a handling gives back is read too: it may be the row that it makes of the message.
    JSON.stringify(await handle(recorded(cut, known, touched) as unknown as Heard));
  }
};

const wrongIn = (reader: string, file: string, { type, need }: Part, { read, missed }: Touched): readonly string[] => [
  ...[...missed].map((path) => `${reader} reads ${type}.${path}, which ${file} does not state: add it there.`),
  ...statedPaths(need.reads)
    .filter((path) => !read.has(path))
    .map((path) => `${file} states ${type}.${path}, which ${reader} never reads: take it out.`),
];
