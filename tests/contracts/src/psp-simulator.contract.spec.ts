import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { eventually } from '@tidemark/local';
import type { NamedMade } from '@tidemark/pacts';
import { describeCallee, describeTeller } from '@tidemark/pacts';
import { createPspSimulator, signWebhook } from '@tidemark/psp-simulator';
import { afterEach } from 'vitest';

// Here and not beside the simulator, which knows nothing of the house.

const provider = 'psp-simulator';
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

const openSimulator = async (webhookUrl?: string) => {
  const simulator = createPspSimulator(
    webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret: 'whsec_0123456789abcdef' } },
  );
  endings.push(() => simulator.close());
  const url = await simulator.listen();
  const post = (path: string, body: object, key = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== '' && { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });
  return {
    url,
    charge: (key: string, cardToken: string, reference: string) =>
      post('/v1/charges', { amountMinor: 5_000, currency: 'EUR', cardToken, reference }, key),
    voidCharge: (chargeKey: string) => post('/v1/voids', { chargeKey }),
    refund: (key: string, chargeKey: string) => post('/v1/refunds', { chargeKey, amountMinor: 5_000 }, key),
  };
};

/** Where notices arrive, and what has arrived. */
const openReceiver = async () => {
  const received: NamedMade[] = [];
  const server = createServer((request, response) => {
    void json(request).then((event) => {
      const signature = String(request.headers['psp-signature']);
      received.push({
        name: (event as { type: string }).type,
        content: event,
        metadata: { 'psp-signature': signature },
      });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, received };
};

describeCallee({
  consumer: 'payment',
  provider,
  open: async () => {
    const simulator = await openSimulator();
    return {
      url: simulator.url,
      bringAbout: async (state, { key = '', reference = '' }) => {
        switch (state) {
          case 'nothing is known of the key':
            break;
          case 'the key was charged':
            await simulator.charge(key, 'tok_approved', reference);
            break;
          case 'the key was voided':
            await simulator.voidCharge(key);
            break;
          default:
            throw new Error(`The pact supposes that ${state}; bring that about in psp-simulator.contract.spec.ts.`);
        }
      },
    };
  },
});

describeTeller(
  { consumer: 'payment.webhook', provider },
  'tests/contracts/src/psp-simulator.contract.spec.ts',
  async ({ interactions }) => {
    const { url, received } = await openReceiver();
    const simulator = await openSimulator(url);
    const keyOf = (story: number) => `capture-01890a5d-ac96-774b-bcce-00000000000${String(story)}`;
    await simulator.charge(keyOf(1), 'tok_approved', 'order-1');
    await simulator.refund('refund-1', keyOf(1));
    await simulator.charge(keyOf(2), 'tok_declined', 'order-2');
    await simulator.voidCharge(keyOf(3));
    await simulator.charge(keyOf(3), 'tok_approved', 'order-3');
    await simulator.charge(keyOf(4), 'tok_approved', 'order-4');
    await simulator.voidCharge(keyOf(4));
    await eventually('seven notices', async () => received.length >= 7 || undefined);
    const signatures = interactions
      .flatMap(({ providerStates }) => providerStates.slice(0, 1))
      .filter(({ name }) => name === 'Signature')
      .map(({ name, params: { secret = '', time = '', body = '' } = {} }) => {
        const header = signWebhook(secret, Number(time), body);
        return { name, content: { secret, time, body, header }, metadata: {} };
      });
    return [...signatures, ...received];
  },
);
