import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpProvider } from './http-provider.ts';
import { ProviderGuard } from './provider-guard.ts';
import type { CaptureCall, Provider } from './provider.ts';
import { ProviderUnclear } from './provider.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A provider that answers as it is told, over a real socket. */
const providerThat = async (answer: RequestListener): Promise<Provider> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return providerAt(`http://127.0.0.1:${port}`);
};

const providerAt = (url: string): Provider =>
  httpProvider(
    { PSP_URL: url },
    new ProviderGuard({ timeoutMs: 200, now: () => performance.now(), onCircuit: () => undefined }),
  );

const answering = (status: number, body: object | string): Promise<Provider> =>
  providerThat((_request, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

const CALL: CaptureCall = {
  kind: 'capture',
  orderId: 'order-1',
  providerKey: 'capture-order-1',
  amountMinor: 500,
  currency: 'EUR',
  cardToken: 'tok_secret',
};
const CAPTURED = { id: 'ch_1', status: 'captured', amountMinor: 500, currency: 'EUR' };
const TRACE = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
const ATTEMPT = { number: 1, traceparent: TRACE, signal: new AbortController().signal };

describe('the word of the provider', () => {
  it.each([
    [201, CAPTURED, { kind: 'captured', providerReference: 'ch_1' }],
    [402, { status: 'declined', declineCode: 'lost_card' }, { kind: 'declined', declineCode: 'lost_card' }],
    [402, { status: 'declined', declineCode: 'lost\u0000card' }, { kind: 'declined', declineCode: 'lost\uFFFDcard' }],
    [409, { status: 'voided' }, { kind: 'voided' }],
  ])('on a capture is believed when status %d and body fit together', async (status, body, outcome) => {
    const provider = await answering(status, body);
    expect(await provider.capture(CALL, ATTEMPT)).toEqual(outcome);
  });

  it('on a void and on a refund names the charge that was given back', async () => {
    const voiding = await answering(200, { outcome: 'refunded', chargeId: 'ch_1' });
    const refunding = await answering(201, { status: 'refunded', chargeId: 'ch_1', amountMinor: 500 });
    const refunded = { kind: 'refunded', providerReference: 'ch_1' };
    const { orderId, providerKey } = CALL;
    expect(await voiding.void({ kind: 'void', orderId, providerKey }, ATTEMPT)).toEqual(refunded);
    const call = { kind: 'refund', orderId, providerKey, refundKey: 'refund-order-1', amountMinor: 500 } as const;
    expect(await refunding.refund(call, ATTEMPT)).toEqual(refunded);
  });

  it('is asked for under the key of the payment, in the trace of its order', async () => {
    const heard: unknown[] = [];
    const provider = await providerThat((request, response) => {
      heard.push(request.url, request.headers['idempotency-key'], request.headers['traceparent']);
      response.writeHead(201).end(JSON.stringify(CAPTURED));
    });
    await provider.capture(CALL, ATTEMPT);
    expect(heard).toEqual(['/v1/charges', 'capture-order-1', TRACE]);
  });
});

describe('an outcome is unknown, and never guessed,', () => {
  it.each([
    ['an error of the provider', 503, {}],
    ['an error that looks like a capture', 500, CAPTURED],
    ['a capture of another amount', 201, { ...CAPTURED, amountMinor: 499 }],
    ['a capture in another currency', 201, { ...CAPTURED, currency: 'USD' }],
    ['a capture without a name', 201, { ...CAPTURED, id: '' }],
    ['a decline without a reason', 402, { status: 'declined' }],
    ['a conflict that is no void', 409, { code: 'KEY_IN_USE' }],
    ['a refused request', 422, { code: 'IDEMPOTENCY_KEY_REUSED' }],
    ['a page of a proxy', 201, '<html>welcome</html>'],
    ['an empty answer', 201, ''],
  ])('after %s', async (_what, status, body) => {
    const provider = await answering(status, body);
    await expect(provider.capture(CALL, ATTEMPT)).rejects.toThrow(ProviderUnclear);
  });

  it.each<[what: string, answer: RequestListener]>([
    ['no answer in time', () => undefined],
    ['a cut connection', (request) => request.socket.destroy()],
    ['an answer that stops in the middle', (_request, response) => response.writeHead(201).write('{"id":')],
    ['a redirect', (_request, response) => response.writeHead(307, { location: '/v1/elsewhere' }).end()],
  ])('after %s', async (_what, answer) => {
    const provider = await providerThat(answer);
    await expect(provider.capture(CALL, ATTEMPT)).rejects.toThrow(ProviderUnclear);
  });

  it('when nobody is there', async () => {
    const provider = providerAt('http://127.0.0.1:1');
    await expect(provider.capture(CALL, ATTEMPT)).rejects.toThrow(ProviderUnclear);
  });

  it('and the error names the order, never the card', async () => {
    const provider = await answering(201, { ...CAPTURED, amountMinor: 1, cardToken: 'tok_secret' });
    const error = await provider.capture(CALL, ATTEMPT).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('order-1');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)).not.toContain(
      'tok_',
    );
  });
});
