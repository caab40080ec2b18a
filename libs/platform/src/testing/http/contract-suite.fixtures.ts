import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expectNone } from '@tidemark/spec';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceConfig } from '../../config.ts';
import type { ServiceDefinition } from '../../service.ts';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import { startService } from '../service.fixtures.ts';
import type { Ask } from './ask.fixtures.ts';
import { ask } from './ask.fixtures.ts';
import { awakened } from './awake.fixtures.ts';
import { breachesOf } from './breaches.fixtures.ts';
import { differencesOf } from './differences.fixtures.ts';
import { committedDocumentOf, madeDocumentOf } from './documents.fixtures.ts';
import type { NamedOperation } from './open-api.fixtures.ts';
import { operationsOf, outcomesOf } from './open-api.fixtures.ts';
import type { Provocations } from './provocations.fixtures.ts';
import { platformProvocations } from './provocations.fixtures.ts';
import { provokedEverywhere } from './provoked-everywhere.fixtures.ts';
import type { Troubled } from './troubles.fixtures.ts';
import { troubled } from './troubles.fixtures.ts';
import { contractOf } from './watch.fixtures.ts';

const TRIES = 10;
const WITHIN_MS = 25_000;
const AGAIN_AFTER_MS = 50;

const SAMPLE = 'give its contract spec a sample';

/**
 * A service keeps what its document says: each outcome of each operation is brought about over HTTP on a real database, and
 * a real broker where it takes one, and every answer is held against the document. An outcome that nothing provokes fails,
 * so the document promises nothing that was never seen.
 */
export const describeContract = <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  own: (service: ServiceUnderTest) => Provocations,
  environment: Readonly<Record<string, string>> = {},
): void => {
  const { name } = definition.catalog;
  const file = `contracts/openapi/${name}.json`;
  const committed = committedDocumentOf(definition);
  // Before anything runs: it takes the processor for so long that a service beside it would turn requests away.
  const made = madeDocumentOf(definition);
  const validity = new Validator().validate(structuredClone(committed) as unknown as Record<string, unknown>);
  let service: ServiceUnderTest;
  let troubles: Troubled;
  const awake = awakened(definition, environment);
  let provocations: Provocations;

  beforeAll(async () => {
    service = await startService(definition, environment);
    troubles = await troubled(service);
    provocations = { ...platformProvocations(service, awake, definition.catalog), ...own(service) };
  });

  afterAll(async () => {
    try {
      await Promise.all([troubles.stop(), awake.stop()]);
    } finally {
      await service.stop();
    }
  });

  /** A machine that is busy with other work may have a service turn requests away: then it is asked again, as it says. */
  const send = async (operation: NamedOperation, asked: Ask): Promise<Response> => {
    const endsAt = performance.now() + WITHIN_MS;
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(service, operation, asked);
      const isEarly = asked.until !== undefined && answer.status !== asked.until && performance.now() < endsAt;
      const isTurnedAway = asked.on !== troubles.crowded && outcomeOf(answer) === '503 OVERLOADED' && tries < TRIES;
      if (!isEarly && !isTurnedAway) return answer;
      await sleep(isTurnedAway ? Number(answer.headers['retry-after']) * 1_000 : AGAIN_AFTER_MS);
    }
  };

  describe(`The OpenAPI document of ${name}`, () => {
    it('is the one that the code makes', () => {
      const differences = differencesOf(committed, made);
      const stale = `${file} is stale: if this is meant, run "npm run contracts:openapi"`;
      expectNone(differences.length === 0 ? [] : [...differences, stale]);
    });

    it('is valid OpenAPI 3.1', async () => {
      expect(await validity).toMatchObject({ valid: true });
    });

    it('says of each operation what it is for, and what it answers when all is well', () => {
      const silent = operationsOf(committed).filter(
        ({ operation }) =>
          operation.summary === operation.operationId || outcomesOf(operation)[0]?.startsWith('2') !== true,
      );
      expectNone(
        silent.map((operation) => `${operation.name} does not say what it is for, or what it answers (${file})`),
      );
    });

    it('has the operations that this suite knows, and no others', () => {
      const known = Object.keys(provocations);
      const promised = operationsOf(committed).map((operation) => operation.name);
      expectNone([
        ...promised.filter((one) => !known.includes(one)).map((one) => `Nothing provokes ${one}: ${SAMPLE}.`),
        ...known
          .filter((one) => !promised.includes(one))
          .map((one) => `${one} is provoked, and ${file} does not have it`),
      ]);
    });

    it('gives an address that is not in it the answers that it says', async () => {
      const nowhere = {
        name: '',
        method: 'GET',
        path: '/nowhere',
        operation: { parameters: [] },
      } as unknown as NamedOperation;
      expect(await send(nowhere, {})).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
      const crowded = await send(nowhere, { on: troubles.crowded });
      expect(crowded).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } });
    });
  });

  describe.each(operationsOf(committed))('$name', (operation) => {
    const sample = (): Promise<Ask> => provocationOf(provocations, operation.name).sample();
    const sendHere = (asked: Ask): Promise<Response> => send(operation, asked);
    const outcomes = outcomesOf(operation.operation);

    it.each(outcomes)('answers %s', async (outcome) => {
      const own = provocationOf(provocations, operation.name).otherwise?.[outcome];
      const common = provokedEverywhere[outcome.split(' ')[1] ?? ''];
      const answer = await (own !== undefined
        ? own().then(sendHere)
        : common !== undefined
          ? common({ operation, sample, send: sendHere, service, troubles })
          : outcome === outcomes[0]
            ? sample().then(sendHere)
            : nothingProvokes(outcome, operation));
      const otherwise = `${operation.name} answered ${outcomeOf(answer)}, where ${file} promises ${outcome}`;
      expect(outcomeOf(answer), otherwise).toBe(outcome);
    });

    const { schema } = operation.operation.requestBody?.content['application/json'] ?? {};
    // What breaks one of several schemas may fit another.
    if (schema !== undefined && 'properties' in schema) {
      it('takes nothing that is one step beyond what it says that it takes', async () => {
        const { body, ...asked } = await sample();
        const taken: string[] = [];
        for (const breach of breachesOf(schema, body)) {
          const answer = await sendHere({ ...asked, body: JSON.stringify(breach.body) });
          if (outcomeOf(answer) === '400 INPUT_INVALID') continue;
          taken.push(
            `${operation.name} with ${breach.what} answered ${outcomeOf(answer)}, and ${file} does not take it`,
          );
        }
        expectNone(taken);
      });
    }

    if (!hasKey(operation)) return;

    it('answers the same again to the same key, and says so', async () => {
      const asked = { ...(await sample()), key: randomUUID() };
      const first = await sendHere(asked);
      const again = await sendHere(asked);
      const [one, other] = [first, again].map(({ status, body, headers }) => ({
        ...{ status, body: body as unknown },
        ...{ location: headers['location'], etag: headers['etag'] },
      }));
      expect(other, `${operation.name} answered the same key another time with something else`).toEqual(one);
      const isSaid = [first, again].map(({ headers }) => headers['idempotency-replayed'] === 'true');
      expect(isSaid, `${operation.name} does not say by Idempotency-Replayed which answer is a replay`).toEqual([
        false,
        true,
      ]);
    });
  });

  it('has answered with every header that an accepted request may get', () => {
    const { seen } = contractOf(definition);
    const promised = operationsOf(committed).flatMap(({ name: operation, operation: { responses } }) =>
      Object.entries(responses)
        .filter(([status]) => Number(status) < 400)
        .flatMap(([status, { headers = {} }]) =>
          Object.keys(headers).map((header) => `${operation} ${status} ${header.toLowerCase()}`),
        ),
    );
    const missed = promised.filter((header) => !seen.has(header));
    expectNone(missed.map((header) => `Nothing was answered with the header of ${header}, which ${file} promises`));
  });
};

const provocationOf = (provocations: Provocations, operation: string): Provocations[string] => {
  const provocation = provocations[operation];
  if (provocation === undefined) throw new Error(`Nothing provokes ${operation}: ${SAMPLE}.`);
  return provocation;
};

const nothingProvokes = (outcome: string, { name }: NamedOperation): never => {
  throw new Error(
    `Nothing provokes ${outcome} of ${name}: say what does, or take it out of what the route is described by.`,
  );
};

const outcomeOf = ({ status, type, body }: Response): string =>
  type === 'application/problem+json' ? `${status} ${(body as { readonly code: string }).code}` : String(status);

const hasKey = ({ operation }: NamedOperation): boolean =>
  operation.parameters.some((parameter) => parameter.name === 'Idempotency-Key');
