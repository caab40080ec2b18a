import { randomUUID } from 'node:crypto';
import type { Ask, Provocations, ServiceUnderTest } from '@tidemark/platform/testing';
import { describeContract, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { afterAll, beforeAll } from 'vitest';
import { capturedNotice, signatureOf } from './http/webhook-notices.fixtures.ts';
import { paymentService } from './payment.module.ts';

const SECRET = 'whsec_0123456789abcdef';

/** Nobody has told it the secret. */
let deaf: ServiceUnderTest;

beforeAll(async () => {
  deaf = await startService(paymentService);
});

afterAll(() => deaf.stop());

const provocations = (service: ServiceUnderTest): Provocations => {
  const requested = async (): Promise<string> => {
    const orderId = randomUUID();
    const amount = { amountMinor: 5_000, currency: 'EUR' };
    await service.hear({ type: 'CapturePayment', orderId, ...amount, cardToken: 'tok_approved' });
    return orderId;
  };
  const told = (body: string, more: Ask = {}): Ask => ({
    body,
    headers: { 'psp-signature': signatureOf(body, SECRET) },
    ...more,
  });
  const captured = async (): Promise<string> => {
    const orderId = await requested();
    const body = capturedNotice(orderId);
    await supertest(service.server)
      .post('/psp/webhook')
      .set({ 'content-type': 'application/json', 'psp-signature': signatureOf(body, SECRET) })
      .send(body)
      .expect(204);
    return orderId;
  };
  const declined = (orderId: string): string =>
    capturedNotice(orderId, { declineCode: 'x' }).replace('captured', 'declined');

  return {
    'GET /payments/{orderId}': {
      sample: async () => ({ params: { orderId: await captured() } }),
      otherwise: { '404 PAYMENT_UNKNOWN': () => Promise.resolve({ params: { orderId: randomUUID() } }) },
    },
    'GET /ledger': { sample: async () => ({ query: { orderId: await captured() } }) },
    'POST /psp/webhook': {
      sample: async () => told(capturedNotice(await requested())),
      otherwise: {
        '400 INPUT_INVALID': () => Promise.resolve(told(capturedNotice('nobody'))),
        '401 SIGNATURE_INVALID': async () => ({ ...told(capturedNotice(await requested())), headers: {} }),
        '404 WEBHOOK_DISABLED': async () => told(capturedNotice(await requested()), { on: deaf }),
        '404 PAYMENT_UNKNOWN': () => Promise.resolve(told(capturedNotice(randomUUID()))),
        '409 OUTCOME_CONTRADICTED': async () => told(declined(await captured())),
        '409 OTHER_AMOUNT': async () => told(capturedNotice(await requested(), { amountMinor: 4_999 })),
      },
    },
  };
};

describeContract(paymentService, provocations, { PSP_WEBHOOK_SECRET: SECRET });
