import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import type { LedgerPage } from '@tidemark/psp-simulator';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';

/** A probe each two seconds, and the backoff of those that were asked for before the circuit opened. */
const WITHIN_MS = 30_000;
const PATIENCE_MS = 120_000;

const psp = createPspSimulator({});
let pspUrl: string;
let service: ServiceUnderTest;

beforeAll(async () => {
  pspUrl = await psp.listen();
  service = await startService(paymentService, {
    PSP_URL: pspUrl,
    PSP_TIMEOUT_MS: '300',
    KAFKA_BROKERS: '127.0.0.1:9',
  });
  service.start();
});

afterAll(async () => {
  await service.stop();
  await psp.close();
});

const faults = async (switches: object): Promise<void> => {
  const answer = await fetch(`${pspUrl}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
  if (!answer.ok) throw new Error(`The provider's switches were answered ${answer.status}: ${await answer.text()}`);
};

const capture = async (): Promise<string> => {
  const orderId = randomUUID();
  await service.hear({
    type: 'CapturePayment',
    orderId,
    amountMinor: 5_000,
    currency: 'EUR',
    cardToken: 'tok_approved',
  });
  return orderId;
};

const captures = async (count: number): Promise<readonly string[]> => {
  const orderIds: string[] = [];
  for (let heard = 0; heard < count; heard += 1) orderIds.push(await capture());
  return orderIds;
};

const circuit = async (state: string): Promise<true> =>
  eventually(
    `the circuit to be ${state}`,
    async () => {
      const { text } = await supertest(service.server).get('/metrics');
      const line = `tidemark_circuit{circuit="payment-provider",state="${state}",service="payment"} 1`;
      return text.includes(line) ? true : undefined;
    },
    WITHIN_MS,
  );

const until = (orderId: string, ...statuses: readonly string[]): Promise<true> =>
  eventually(
    `the payment to be ${statuses.join(' or ')}`,
    async () => {
      const answer = await supertest(service.server).get(`/payments/${orderId}`);
      return statuses.includes((answer.body as { status: string }).status) ? true : undefined;
    },
    WITHIN_MS,
  );

/** Of the calls that are open; while the provider is in trouble none of them ends. */
const attempts = async (): Promise<number> => {
  const { rows } = await service.admin.query<{ attempts: number }>('select sum(attempts)::int as attempts from job');
  return rows[0]?.attempts ?? 0;
};

/** Whom the provider has charged, by its own ledger, once for each time. */
const charged = async (): Promise<readonly string[]> => {
  const { entries } = (await (await fetch(`${pspUrl}/v1/ledger?limit=1000`)).json()) as LedgerPage;
  return entries.flatMap(({ type, reference }) => (type === 'charge' ? [reference ?? ''] : [])).toSorted();
};

/** What the provider would still charge, or has kept, for an order that was undone. */
const keptOf = async (orderId: string): Promise<number> => {
  const answer = await fetch(`${pspUrl}/v1/charges/by-key/capture-${orderId}`);
  const found = (await answer.json()) as { status: string; amountMinor?: number; refundedMinor?: number };
  return found.status === 'voided' ? 0 : (found.amountMinor ?? Number.NaN) - (found.refundedMinor ?? 0);
};

it.each([
  ['answers with errors', { down: true }],
  ['does not answer', { hang: true }],
])(
  'a provider that %s is left alone until it is well, and every payment ends right',
  async (_what, switches) => {
    const before = await charged();
    await circuit('closed');
    await faults(switches);
    const early = await captures(30);
    await circuit('open');

    const usedUp = await attempts();
    const late = await captures(40);
    const [undone, ...others] = late;
    await service.hear({ type: 'RefundPayment', orderId: undone! });
    // In the time of two probes each call would have been repeated several times without the circuit.
    const began = performance.now();
    const made = async () => ((await attempts()) >= usedUp + 2 ? (await attempts()) - usedUp : undefined);
    expect(await eventually('two probes', made, WITHIN_MS)).toBe(2);
    expect(performance.now() - began).toBeGreaterThan(2_000);

    await faults({});
    await circuit('closed');
    for (const orderId of [...early, ...others]) await until(orderId, 'Captured');
    // Whether the capture or the void is first when the circuit closes, nothing is kept.
    await until(undone!, 'Voided', 'Refunded');
    expect(await keptOf(undone!)).toBe(0);
    const now = (await charged()).filter((orderId) => orderId !== undone);
    expect(now).toEqual([...before, ...early, ...others].toSorted());
    // Also those whose answer changes nothing any more.
    await eventually('every call to be answered', async () => ((await attempts()) === 0 ? true : undefined), WITHIN_MS);
    const states = service.logged().flatMap(({ state }) => (typeof state === 'string' ? [state] : []));
    expect(states).toContain('open');
  },
  PATIENCE_MS,
);
