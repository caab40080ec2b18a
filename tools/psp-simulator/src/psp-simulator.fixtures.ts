import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createPspSimulator } from './psp-simulator.ts';
import type { PspSimulator, PspSimulatorOptions } from './psp-simulator.ts';

export interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly mediaType: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Shop {
  readonly simulator: PspSimulator;
  readonly address: string;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  charge(key: string, cardToken: string, change?: Record<string, unknown>): Promise<Answer>;
  refund(key: string, body: Record<string, unknown>): Promise<Answer>;
  voidCharge(chargeKey: string): Promise<Answer>;
  byKey(key: string): Promise<Answer>;
  ledger(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const open: { close(): Promise<void> }[] = [];

/** Ends everything a test has opened; call it after each. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

/** A running simulator with short durations, and the requests a shop makes. */
export async function openShop(options: PspSimulatorOptions = {}): Promise<Shop> {
  const simulator = createPspSimulator({
    slowMs: 60,
    timeoutMs: 60,
    webhookBackoffMs: 5,
    closeWithinMs: 200,
    ...options,
  });
  open.push(simulator);
  const address = await simulator.listen();
  const request: Shop['request'] = async (method, path, body, headers = {}) => {
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = body === undefined ? {} : { body: content };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(address + path, { method, headers: { ...type, ...headers }, ...sent });
    const text = await response.text();
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      mediaType: response.headers.get('content-type')?.split(';')[0] ?? '',
      body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
    };
  };
  const order = { amountMinor: 1_999, currency: 'EUR', reference: 'order-1' };
  return {
    simulator,
    address,
    request,
    charge: (key, cardToken, change = {}) =>
      request('POST', '/v1/charges', { ...order, cardToken, ...change }, { 'idempotency-key': key }),
    refund: (key, body) => request('POST', '/v1/refunds', body, { 'idempotency-key': key }),
    voidCharge: (chargeKey) => request('POST', '/v1/voids', { chargeKey }),
    byKey: (key) => request('GET', `/v1/charges/by-key/${encodeURIComponent(key)}`),
    ledger: async () => (await request('GET', '/v1/ledger?limit=1000')).body['entries'] as Answer['body'][],
  };
}

export interface ReceivedWebhook {
  readonly signature: string;
  readonly raw: string;
  readonly event: { readonly id: string; readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
}

/** A shop's webhook address. `statusOf` says how each delivery is answered, counted from 1; undefined: never. */
export async function openReceiver(
  statusOf: (delivery: number) => number | undefined = () => 200,
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const event = JSON.parse(raw) as ReceivedWebhook['event'];
      received.push({ signature: String(request.headers['psp-signature']), raw, event });
      const status = statusOf(received.length);
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks`, received };
}

/** Polls until the condition holds, and says what was missing when it does not in time. */
export async function until(missing: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 3_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`After 3 s there was still missing: ${missing}.`);
    await delay(3);
  }
}
