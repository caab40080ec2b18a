import type { MessageType } from '@tidemark/contracts';
import { expectNone } from '@tidemark/spec';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Bench } from './bench.ts';
import type { CommittedPact } from './committed.ts';
import { committedPacts, RENEW } from './committed.ts';
import { emittedOf } from './emitted.ts';
import { PRODUCT_CHANGE } from './interactions.ts';
import type { NamedMade } from './keeping.ts';
import { breaches, statesOf } from './keeping.ts';
import { PactRunner } from './pact-runner.ts';

/** One who publishes messages, and how each of them comes about. */
export interface OwnerUnderTest {
  readonly catalog: { readonly name: string; readonly publishes: readonly MessageType[] };
  /** The spec that tells the stories, for who has to add one. */
  readonly file: string;
  /** By title; each on an empty store. Whatever leaves is held against every pact. */
  readonly stories: Readonly<Record<string, (bench: Bench) => Promise<void>>>;
}

/**
 * Holds a service to everything that others read of what it publishes.
 *
 * Its own rules make the messages; they leave as outbox rows, become the records that the connector makes of such rows,
 * and are decoded. Every message type must be made, every case that a reader has an example for, and none that a reader
 * of the message has no example for.
 */
export const describeOwner = ({ catalog, file, stories }: OwnerUnderTest): void => {
  const pacts = pactsWith(catalog.name, (name) => name !== PRODUCT_CHANGE);
  const made: NamedMade[] = [];
  const untold: string[] = [];
  let runner: PactRunner;

  beforeAll(async () => {
    runner = new PactRunner();
    for (const [title, tell] of Object.entries(stories)) {
      const bench = new Bench();
      // What had left before still counts: the readers of what is missing are named by their pacts.
      await tell(bench).catch((error: unknown) => untold.push(`${title}: ${String(error)}`));
      for (const row of bench.outbox) made.push(await emittedOf(row, bench.codec));
    }
  });

  afterAll(() => runner.stop());

  describe(`What ${catalog.name} publishes`, () => {
    it('is told to the end of each story', () => {
      expectNone(untold);
    });

    it('is made by its rules, each message at least once, and is in its catalog', () => {
      const types = new Set(made.map(({ name }) => name));
      const published: readonly string[] = catalog.publishes;
      expectNone([
        ...published.filter((type) => !types.has(type)).map((type) => `${file} makes no ${type}; add a story.`),
        ...[...types]
          .filter((type) => !published.includes(type))
          .map((type) => `${catalog.name} makes ${type}, which its catalog does not publish; add it there.`),
      ]);
    });

    it.each(pacts)('is enough for $consumer', async (pact) => {
      expectNone(await breaches(runner, pact, made, file));
    });

    it('is read by somebody', () => {
      const read = new Set(pacts.flatMap(statesOf).map(({ name }) => name));
      const unread = catalog.publishes.filter((type) => !read.has(type));
      expectNone(unread.map((type) => `No pact with ${catalog.name} reads ${type}; write it with \`${RENEW}\`.`));
    });
  });
};

/** Row changes, and how they come about. */
export interface ChangesUnderTest {
  readonly owner: string;
  readonly file: string;
  /** What readers get of a row that is created, changed and deleted. */
  readonly changes: () => Promise<readonly Omit<NamedMade, 'name'>[]>;
}

/** Holds the owner of a captured table to what others read of its rows. */
export const describeChanges = ({ owner, file, changes }: ChangesUnderTest): void => {
  describe(`What ${owner}'s products tell`, () => {
    let runner: PactRunner;

    beforeAll(() => {
      runner = new PactRunner();
    });

    afterAll(() => runner.stop());

    it.each(pactsWith(owner, (name) => name === PRODUCT_CHANGE))('is enough for $consumer', async (pact) => {
      const made = (await changes()).map((change) => ({ name: PRODUCT_CHANGE, ...change }));
      expectNone(await breaches(runner, pact, made, file));
    });
  });
};

const pactsWith = (owner: string, isAbout: (name: string) => boolean): readonly CommittedPact[] =>
  committedPacts().filter((pact) => pact.provider === owner && statesOf(pact).every(({ name }) => isAbout(name)));
