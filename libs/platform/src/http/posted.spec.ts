import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { postedRequest } from './posted.ts';
import type { Problem } from './problem.ts';
import { ProblemError } from './problem.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u;

const request = (headers: Readonly<Record<string, string | string[]>>, body: unknown = {}): FastifyRequest =>
  ({ method: 'POST', routeOptions: { url: '/orders' }, params: {}, headers, body }) as unknown as FastifyRequest;

const posted = (headers: Readonly<Record<string, string>> = {}, body?: unknown) =>
  postedRequest(request({ 'idempotency-key': 'key-1', ...headers }, body), 'customer');

const refusal = (headers: Readonly<Record<string, string | string[]>>): Problem => {
  try {
    postedRequest(request(headers), 'customer');
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('The request was let through.');
};

describe('A POST', () => {
  it('without an Idempotency-Key is refused, and told how to use one', () => {
    expect(refusal({})).toMatchObject({
      status: 400,
      code: 'IDEMPOTENCY_KEY_INVALID',
      errors: [
        { field: 'Idempotency-Key', rule: expect.stringMatching(/^is required: send a new one per intent/u) as string },
      ],
    });
  });

  it.each([[''], [' '], ['two words'], ['tab\t'], ['clé'], ['x'.repeat(201)], [['one', 'two']]])(
    'with the unusable Idempotency-Key %o is refused',
    (key) => {
      expect(refusal({ 'idempotency-key': key })).toMatchObject({
        status: 400,
        code: 'IDEMPOTENCY_KEY_INVALID',
        detail: 'Idempotency-Key: must be 1 to 200 visible ASCII characters.',
      });
    },
  );

  it.each(['k', 'x'.repeat(200), '!~"#$%&'])('may use any visible ASCII characters as its key: %s', (key) => {
    expect(posted({ 'idempotency-key': key }).idempotency.key).toBe(key);
  });

  it('is known by its route, its key and its body', () => {
    const { idempotency } = posted({}, { sku: 'lamp' });
    expect(idempotency).toMatchObject({ route: 'POST /orders', key: 'key-1' });
    expect(posted({}, { sku: 'lamp' }).idempotency).toEqual(idempotency);
    expect(posted({}, { sku: 'bulb' }).idempotency.bodyHash).not.toBe(idempotency.bodyHash);
  });

  it('is the same operation with another query, and another one at another address', () => {
    const at = (id: string, url: string) => {
      const headers = { 'idempotency-key': 'key-1' };
      const routeOptions = { url: '/products/:sku/receipts' };
      const asked = { method: 'POST', url, routeOptions, params: { sku: id }, headers, body: {} };
      return postedRequest(asked as unknown as FastifyRequest, 'customer').idempotency.route;
    };
    expect(at('lamp', '/products/lamp/receipts')).toBe(at('lamp', '/products/lamp/receipts?retry=1'));
    expect(at('lamp', '/products/lamp/receipts')).not.toBe(at('bulb', '/products/bulb/receipts'));
  });

  it('is the first cause of what follows, under a new id each time', () => {
    const { cause } = posted();
    expect(cause).toMatchObject({ correlationId: cause.messageId, actor: 'customer' });
    expect(cause.messageId).toMatch(UUID_V7);
    expect(posted().cause.messageId).not.toBe(cause.messageId);
  });
});

describe('The trace of a POST', () => {
  const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('is the one it came with', () => {
    expect(posted({ traceparent: given }).cause.traceparent).toBe(given);
  });

  it.each([
    ['none came', undefined],
    ['it is no traceparent', 'trace-me'],
    ['it has capitals', given.toUpperCase()],
    ['it is of another version', given.replace('00-', 'ff-')],
    ['it goes on', `${given}-more`],
    ['its trace id is zero', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['its parent id is zero', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
  ])('is a new one when %s', (_why, traceparent) => {
    const headers = traceparent === undefined ? {} : { traceparent };
    const { cause } = posted(headers);
    expect(cause.traceparent).toMatch(TRACEPARENT);
    expect(cause.traceparent).not.toBe(traceparent);
    expect(posted(headers).cause.traceparent).not.toBe(cause.traceparent);
  });
});
