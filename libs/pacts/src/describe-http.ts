import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectNone } from '@tidemark/spec';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { committedPacts, missing, pactPathOf, settled, staleness } from './committed.ts';
import type { StatedInteraction, StatedRequest } from './jobs.ts';
import { JsonServer } from './json-server.ts';
import type { NamedMade } from './keeping.ts';
import { breaches } from './keeping.ts';
import type { AnyFields, Fields } from './needs.ts';
import { PactRunner } from './pact-runner.ts';
import { sentencesOf } from './sentences.ts';
import { matchersOf } from './shapes.ts';

/** The parts of a body that are read, each with what it must be; beside them, what must be exactly so. */
export const bodyLike = <Body extends object>(reads: Fields<Body>, example: Body, exactly: object = {}): object => ({
  ...exactly,
  ...matchersOf(reads as AnyFields, example as Readonly<Record<string, unknown>>),
});

/** One outside the house whom we ask, or hear, and what we need of it. */
export interface OutsideReader {
  readonly consumer: string;
  readonly provider: string;
}

/** What we ask it over HTTP. */
export interface Caller extends OutsideReader {
  readonly requests: readonly StatedRequest[];
  /** Makes the request at this address, and expects of the answer what the program makes of it. */
  readonly call: (stated: StatedRequest, url: string) => Promise<void>;
}

/** Makes every request to Pact, which answers with no more than is stated, and writes the pact down. */
export const describeCaller = ({ consumer, provider, requests, call }: Caller): void => {
  describePact({ consumer, provider }, async (runner, folder) => {
    for (const stated of requests) {
      await runner.serve({ kind: 'serve', consumer, provider, folder, stated }, (url) => call(stated, url));
    }
  });
};

/** What it tells us by itself. */
export const describeHearer = (
  { consumer, provider }: OutsideReader,
  interactions: readonly StatedInteraction[],
): void => {
  describePact({ consumer, provider }, async (runner, folder) => {
    await runner.do({ kind: 'write', consumer, provider, folder, interactions });
  });
};

const describePact = (
  { consumer, provider }: OutsideReader,
  write: (runner: PactRunner, folder: string) => Promise<void>,
): void => {
  describe(`The pact of ${consumer} with ${provider}`, () => {
    const runner = runnerOfSuite();

    it('is committed as it is needed now', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tidemark-pacts-'));
      try {
        await write(runner(), folder);
        const written = readFileSync(join(folder, `${consumer}-${provider}.json`), 'utf8');
        expectNone(staleness(pactPathOf(consumer, provider), settled(written)));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
};

/** One who is called from outside, and is brought into the state that a request supposes. */
export interface Callee extends OutsideReader {
  readonly open: () => Promise<{
    readonly url: string;
    readonly bringAbout: (state: string, params: Readonly<Record<string, string>>) => Promise<void>;
  }>;
}

/** Makes every request of the pact to the program itself. */
export const describeCallee = ({ consumer, provider, open }: Callee): void => {
  describe(`What ${provider} answers`, () => {
    const runner = runnerOfSuite();

    it(`is what ${consumer} needs`, async () => {
      const pact = pactOf(consumer, provider);
      const { url, bringAbout } = await open();
      const states = new JsonServer(async (question) => {
        const { state, params = {} } = question as { state: string; params?: Readonly<Record<string, string>> };
        await bringAbout(state, params);
        return { body: {} };
      });
      const statesUrl = await states.listen();
      try {
        const answer = await runner().do({ kind: 'verify', provider, file: pact.absolute, url, statesUrl });
        expectNone(answer.kind === 'broken' ? sentencesOf(answer.report, pact) : []);
      } finally {
        await states.close();
      }
    });
  });
};

/** Holds what a program tells by itself against the pact of who hears it. */
export const describeTeller = (
  { consumer, provider }: OutsideReader,
  file: string,
  tell: (pact: ReturnType<typeof pactOf>) => Promise<readonly NamedMade[]>,
): void => {
  describe(`What ${provider} tells`, () => {
    const runner = runnerOfSuite();

    it(`is what ${consumer} needs`, async () => {
      const pact = pactOf(consumer, provider);
      expectNone(await breaches(runner(), pact, await tell(pact), file));
    });
  });
};

const pactOf = (consumer: string, provider: string) => {
  const found = committedPacts().find((pact) => pact.consumer === consumer && pact.provider === provider);
  if (found === undefined) throw new Error(missing(pactPathOf(consumer, provider)));
  return found;
};

const runnerOfSuite = (): (() => PactRunner) => {
  let runner: PactRunner;
  beforeAll(() => {
    runner = new PactRunner();
  });
  afterAll(() => runner.stop());
  return () => runner;
};
