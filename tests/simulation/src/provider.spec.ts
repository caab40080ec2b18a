import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import { createPspSimulator } from '@tidemark/psp-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Provider } from './provider.ts';

const simulator = createPspSimulator();
let address = '';
beforeAll(async () => {
  address = await simulator.listen();
});
afterAll(() => simulator.close());

const kinds = ['capture', 'void', 'refund'] as const;

/** Every order of three calls about one charge. */
const sequences = kinds.flatMap((one) => kinds.flatMap((two) => kinds.map((three) => [one, two, three] as const)));

const callOf = (kind: ProviderCall['kind'], orderId: string, cardToken: string): ProviderCall => {
  const providerKey = `capture-${orderId}`;
  switch (kind) {
    case 'capture':
      return { kind, orderId, providerKey, amountMinor: 2_500, currency: 'EUR', cardToken };
    case 'void':
      return { kind, orderId, providerKey };
    case 'refund':
      return { kind, orderId, providerKey, refundKey: `refund-${orderId}`, amountMinor: 2_500 };
  }
};

const requestOf = (call: ProviderCall): { path: string; key: string; body: object } => {
  switch (call.kind) {
    case 'capture': {
      const { orderId: reference, amountMinor, currency, cardToken } = call;
      return { path: 'charges', key: call.providerKey, body: { amountMinor, currency, cardToken, reference } };
    }
    case 'void':
      return { path: 'voids', key: '', body: { chargeKey: call.providerKey } };
    case 'refund':
      return {
        path: 'refunds',
        key: call.refundKey,
        body: { chargeKey: call.providerKey, amountMinor: call.amountMinor },
      };
  }
};

/** Asks the simulator of tools over HTTP; a refusal is no word on the money. */
const asked = async (call: ProviderCall): Promise<ProviderOutcome['kind'] | undefined> => {
  const { path, key, body } = requestOf(call);
  const response = await fetch(`${address}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === '' ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  const { status, outcome } = (await response.json()) as {
    status?: ProviderOutcome['kind'] | number;
    outcome?: ProviderOutcome['kind'];
  };
  return outcome ?? (typeof status === 'string' ? status : undefined);
};

/** What its ledger says of each order: taken less given back. */
const netMinorByOrder = async (): Promise<ReadonlyMap<string, number>> => {
  const { entries } = (await (await fetch(`${address}/v1/ledger?limit=1000`)).json()) as {
    entries: { type: string; status?: string; reference: string; amountMinor: number }[];
  };
  const net = new Map<string, number>();
  for (const { type, status, reference, amountMinor } of entries) {
    const sign = type === 'refund' ? -1 : status === 'captured' ? 1 : 0;
    net.set(reference, (net.get(reference) ?? 0) + sign * amountMinor);
  }
  return net;
};

describe('the simulated payment provider', () => {
  it.each(['tok_approved', 'tok_declined'])('says and books what tools/psp-simulator does: %s', async (cardToken) => {
    const ours = new Map<string, number>();
    for (const sequence of sequences) {
      const orderId = `${cardToken}-${sequence.join('-')}`;
      const provider = new Provider();
      for (const [index, kind] of sequence.entries()) {
        const call = callOf(kind, orderId, cardToken);
        expect(provider.request(call).outcome?.kind, `${orderId}, call ${index + 1}`).toBe(await asked(call));
      }
      ours.set(orderId, provider.accountOf(orderId).netMinor);
    }
    const theirs = await netMinorByOrder();
    for (const [orderId, netMinor] of ours) expect(netMinor, orderId).toBe(theirs.get(orderId) ?? 0);
  });
});
