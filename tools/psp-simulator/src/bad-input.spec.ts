import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openShop } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

const charge = { amountMinor: 1_999, currency: 'EUR', cardToken: 'tok_approved', reference: 'order-1' };
const key = { 'idempotency-key': 'k1' };
const wholeAmount = 'must be a whole number of minor units greater than 0';
const keyRule = 'must be 1 to 255 printable ASCII characters';
const oneOfTwo = 'must be given, or chargeKey instead of it, but not both';

describe('a request that breaks a rule', () => {
  it.each([
    [{ ...charge, amountMinor: 0 }, 'amountMinor', wholeAmount],
    [{ ...charge, amountMinor: -1 }, 'amountMinor', wholeAmount],
    [{ ...charge, amountMinor: 1.5 }, 'amountMinor', wholeAmount],
    [{ ...charge, amountMinor: 1e300 }, 'amountMinor', wholeAmount],
    [{ ...charge, amountMinor: '5' }, 'amountMinor', wholeAmount],
    [{ ...charge, amountMinor: undefined }, 'amountMinor', wholeAmount],
    [{ ...charge, currency: 'eur' }, 'currency', 'must be an ISO 4217 code of three capital letters'],
    [{ ...charge, cardToken: '' }, 'cardToken', 'must be a text of 1 to 200 characters'],
    [{ ...charge, reference: 'x'.repeat(201) }, 'reference', 'must be a text of 1 to 200 characters'],
    [{ ...charge, note: 'hello' }, 'note', 'is not a known property'],
    [[charge], 'body', 'must be a JSON object'],
    ['null', 'body', 'must be a JSON object'],
  ])('is told field and rule: charge %#', async (body, field, rule) => {
    const shop = await openShop();
    const answer = await shop.request('POST', '/v1/charges', body, key);
    expect(answer).toMatchObject({ status: 400, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({
      type: 'urn:psp-simulator:problem:validation-failed',
      title: 'The request breaks a rule',
      status: 400,
      code: 'VALIDATION_FAILED',
      errors: [{ field, rule }],
    });
    expect(await shop.ledger()).toEqual([]);
  });

  it.each([
    ['POST', '/v1/refunds', { amountMinor: 1 }, 'chargeId', oneOfTwo],
    ['POST', '/v1/refunds', { chargeId: 'c', chargeKey: 'k', amountMinor: 1 }, 'chargeId', oneOfTwo],
    ['POST', '/v1/refunds', { chargeKey: 'k', amountMinor: 0 }, 'amountMinor', wholeAmount],
    ['POST', '/v1/voids', {}, 'chargeKey', keyRule],
    ['POST', '/v1/voids', { chargeKey: 'k', why: 1 }, 'why', 'is not a known property'],
    ['GET', `/v1/charges/by-key/${'k'.repeat(256)}`, undefined, 'key', keyRule],
    ['GET', '/v1/ledger?limit=0', undefined, 'limit', 'must be a whole number from 1 to 1000'],
    ['GET', '/v1/ledger?limit=1001', undefined, 'limit', 'must be a whole number from 1 to 1000'],
    ['GET', '/v1/ledger?after=-1', undefined, 'after', 'must be the sequence number of an entry, or 0'],
    ['GET', '/v1/ledger?page=2', undefined, 'page', 'is not a known property'],
    ['PUT', '/faults', { errorRate: 1.1 }, 'errorRate', 'must be a number from 0 to 1'],
    ['PUT', '/faults', { latencyMs: -1 }, 'latencyMs', 'must be a whole number of milliseconds from 0 to 600000'],
    ['PUT', '/faults', { down: 'yes' }, 'down', 'must be true or false'],
    ['PUT', '/faults', { dwon: true }, 'dwon', 'is not a known property'],
  ])('is told field and rule: %s %s %o', async (method, path, body, field, rule) => {
    const shop = await openShop();
    const answer = await shop.request(method, path, body, key);
    expect(answer).toMatchObject({ status: 400, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field, rule }] });
  });

  it.each(['/v1/charges', '/v1/refunds'])('is told that %s needs an Idempotency-Key', async (path) => {
    const shop = await openShop();
    for (const headers of [{}, { 'idempotency-key': 'k'.repeat(256) }, { 'idempotency-key': 'a b' }]) {
      const answer = await shop.request('POST', path, charge, headers);
      expect(answer).toMatchObject({ status: 400, mediaType: 'application/problem+json' });
      expect(answer.body).toMatchObject({ errors: [{ field: 'Idempotency-Key', rule: keyRule }] });
    }
  });

  it('is told every broken rule at once', async () => {
    const shop = await openShop();
    const answer = await shop.request('POST', '/v1/charges', {}, key);
    const fields = (answer.body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(['amountMinor', 'currency', 'cardToken', 'reference']);
  });
});

describe('a body that cannot be read', () => {
  it('is refused when it is no JSON, without quoting it', async () => {
    const shop = await openShop();
    const answer = await shop.request('POST', '/v1/charges', '{"cardToken": tok_secret}', key);
    expect(answer).toMatchObject({ status: 400, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({
      code: 'MALFORMED_JSON',
      errors: [{ field: 'body', rule: 'must be well-formed JSON' }],
    });
    expect(JSON.stringify(answer.body)).not.toContain('tok_secret');
  });

  it.each(['', '{"__proto__": {"amountMinor": 1}}'])('is refused when it is %j', async (body) => {
    const shop = await openShop();
    const answer = await shop.request('POST', '/v1/charges', body, key);
    expect(answer).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
  });

  it('is refused when it is larger than 64 kB', async () => {
    const shop = await openShop();
    const answer = await shop.charge('k1', 'x'.repeat(64 * 1024));
    expect(answer).toMatchObject({ status: 413, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({ errors: [{ field: 'body', rule: 'must not be larger than 64 kB' }] });
  });

  it.each(['text/plain', 'application/xml'])('is refused as %s', async (type) => {
    const shop = await openShop();
    const answer = await shop.request('POST', '/v1/charges', charge, { ...key, 'content-type': type });
    expect(answer).toMatchObject({ status: 415, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({ errors: [{ field: 'Content-Type', rule: 'must be application/json' }] });
  });
});

describe('an address that does not exist', () => {
  it.each([
    ['/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['/v1/charges/by-key/%E0%A4%A', 400, 'MALFORMED_REQUEST'],
  ])('is a problem too: %s', async (path, status, code) => {
    const shop = await openShop();
    const answer = await shop.request('GET', path);
    expect(answer).toMatchObject({ status, mediaType: 'application/problem+json', body: { code } });
  });
});
