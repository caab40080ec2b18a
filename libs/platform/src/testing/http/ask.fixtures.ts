import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import supertest from 'supertest';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import type { NamedOperation } from './open-api.fixtures.ts';

/** One request of an operation. */
export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON, text as it is; null is none. */
  readonly body?: object | string | null;
  /** Another body that would be accepted as well. */
  readonly otherBody?: object | null;
  /** The Idempotency-Key; a new one unless it is said, and none with null. */
  readonly key?: string | null;
  /** It is asked again until it is answered by this status, which comes about in time. */
  readonly until?: number;
  /** An instance that is set up in another way. */
  readonly on?: ServiceUnderTest;
}

/** Sends it over the wire, as anybody would. */
export const ask = (
  service: ServiceUnderTest,
  { method, path, operation }: NamedOperation,
  given: Ask,
): Promise<Response> => {
  const { params = {}, query = {}, headers = {}, body, key = randomUUID(), on = service } = given;
  const address = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${method} ${path} is asked without its ${name}.`);
    return encodeURIComponent(value);
  });
  const hasKey = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const agent = supertest(on.server);
  const request = agent[verb](address)
    .query(query)
    .set({ ...(hasKey && key !== null && { 'idempotency-key': key }), ...headers });
  if (body === undefined || body === null) return request.then();
  return (typeof body === 'string' ? request.set({ 'content-type': 'application/json', ...headers }) : request)
    .send(body)
    .then();
};
