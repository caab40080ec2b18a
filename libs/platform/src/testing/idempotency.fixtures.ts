import { randomUUID } from 'node:crypto';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceUnderTest } from './service.fixtures.ts';
import { eventually } from './service.fixtures.ts';

/** A request that a POST accepts, and another body that it would accept as well; `null` is none at all. */
export interface Acceptable {
  readonly path: string;
  readonly body: object | null;
  readonly otherBody: object | null;
}

/** By route, such as `POST /orders`: makes a request that has not been made before. */
export type Samples = Readonly<Record<string, () => Promise<Acceptable>>>;

/** Tried where they are written, in dead-letters.int.spec.ts. */
const EVERY_SERVICE_HAS = /^POST \/operations\/dead-letters\b/u;

/**
 * What every POST of a service promises to whoever repeats it. The routes come from the application itself, so that a new
 * one fails until it is named here; `exempt` are those that know a repeat by something else than a key.
 */
export const describeIdempotency = (
  service: () => ServiceUnderTest,
  samples: Samples,
  exempt: readonly string[] = [],
): void => {
  describe('The POSTs of the service', () => {
    it('are these', () => {
      const own = postRoutesOf(service()).filter((route) => !EVERY_SERVICE_HAS.test(route));
      expect([...Object.keys(samples), ...exempt].toSorted()).toEqual(own);
    });
  });

  describe.each(Object.entries(samples))('%s', (_route, sample) => {
    let other: ServiceUnderTest;

    beforeAll(async () => {
      other = await service().another();
    });

    afterAll(() => other.stop());

    it('demands an Idempotency-Key, and stores nothing without one', async () => {
      const { path, body } = await sample();
      const before = await storedRows(service());
      const answer = await post(service(), path, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_INVALID' } });
      expect(await storedRows(service())).toEqual(before);
    });

    it('answers the same again to the same key and body, Location and ETag included, and stores nothing more', async () => {
      const { path, body } = await sample();
      const key = randomUUID();
      const first = await post(service(), path, body, key);
      expect(first.status).toBeLessThan(300);
      const before = await storedRows(service());
      for (const instance of [service(), other]) {
        const again = await post(instance, path, body, key);
        expect(again).toEqual({ ...first, replayed: 'true' });
      }
      expect(await storedRows(service())).toEqual(before);
    });

    it('refuses the key of another body, and stores nothing', async () => {
      const { path, body, otherBody } = await sample();
      const key = randomUUID();
      await post(service(), path, body, key);
      const before = await storedRows(service());
      const answer = await post(other, path, otherBody, key);
      expect(answer).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
      expect(await storedRows(service())).toEqual(before);
    });

    it('says at once that the key is in flight on another instance, and has its answer afterwards', async () => {
      const { path, body } = await sample();
      const key = randomUUID();
      const letGo = await holdAnswers(service());
      const first = post(service(), path, body, key);
      await somebodyWaits(service());
      const meanwhile = await post(other, path, body, key);
      expect(meanwhile).toMatchObject({ status: 409, retryAfter: '1', body: { code: 'REQUEST_IN_FLIGHT' } });
      await letGo();
      const answer = await first;
      expect(await post(other, path, body, key)).toEqual({ ...answer, replayed: 'true' });
    });
  });
};

/** Every POST of every controller, as `POST /orders/:orderId/cancellation`, sorted. */
const postRoutesOf = ({ app }: ServiceUnderTest): readonly string[] =>
  [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.keys()])
    .filter((controller) => typeof controller === 'function')
    .flatMap((controller) => {
      const { prototype } = controller as { prototype: object };
      const base = String(Reflect.getMetadata('path', controller as object));
      return Object.values(Object.getOwnPropertyDescriptors(prototype)).flatMap(({ value }: PropertyDescriptor) =>
        typeof value === 'function' && Reflect.getMetadata('method', value as object) === RequestMethod.POST
          ? [
              `POST /${[base, String(Reflect.getMetadata('path', value as object))].map(trimmed).filter(Boolean).join('/')}`,
            ]
          : [],
      );
    })
    .toSorted();

const trimmed = (path: string): string => path.replaceAll(/^\/+|\/+$/gu, '');

const post = async ({ app }: ServiceUnderTest, path: string, body: object | null, key?: string) => {
  const response = await fetch(`${await app.getUrl()}${path}`, {
    method: 'POST',
    headers: {
      ...(body !== null && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: body === null ? null : JSON.stringify(body),
  });
  const { status, headers } = response;
  return {
    status,
    location: headers.get('location'),
    etag: headers.get('etag'),
    retryAfter: headers.get('retry-after'),
    replayed: headers.get('idempotency-replayed'),
    body: await response.json(),
  };
};

/** How many rows each of the service's tables holds, without exception: nothing may be added by what it refuses. */
export const storedRows = async ({ admin }: ServiceUnderTest): Promise<Readonly<Record<string, number>>> => {
  const tables = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = current_schema() order by tablename`,
  );
  const counts = tables.rows.map(({ name }) => `select '${name}' as name, count(*)::int as rows from "${name}"`);
  const { rows } = await admin.query<{ name: string; rows: number }>(counts.join(' union all '));
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
};

/** Keeps answers from being written, so that a request stays in flight until it is let go. */
export const holdAnswers = async ({ admin }: ServiceUnderTest): Promise<() => Promise<void>> => {
  const holder = await admin.connect();
  await holder.query('begin');
  await holder.query('lock table idempotency in share row exclusive mode');
  return async () => {
    await holder.query('rollback');
    holder.release();
  };
};

export const somebodyWaits = ({ admin }: ServiceUnderTest): Promise<true> =>
  eventually('a request in flight', async () => {
    const { rows } = await admin.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0 ? true : undefined;
  });
