import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';

/** Longer than this spec waits: a call that is not answered keeps its place to the end. */
const PSP_TIMEOUT_MS = '10000';
const WITHIN_MS = 8_000;

const psp = createPspSimulator({});
let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startService(paymentService, {
    PSP_URL: await psp.listen(),
    PSP_TIMEOUT_MS,
    KAFKA_BROKERS: '127.0.0.1:9',
  });
  service.start();
});

afterAll(async () => {
  // The provider first: what it has not answered is then over.
  await psp.close();
  await service.stop();
});

const capture = async (cardToken: string): Promise<string> => {
  const orderId = randomUUID();
  await service.hear({ type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR', cardToken });
  return orderId;
};

it('calls that are not answered leave room for those that are', async () => {
  for (let count = 0; count < 40; count += 1) await capture('tok_silent');
  const orderId = await capture('tok_approved');
  const ask = async () => {
    const answer = await supertest(service.server).get(`/payments/${orderId}`);
    return (answer.body as { status: string }).status === 'Captured' ? true : undefined;
  };
  expect(await eventually('the payment to be captured', ask, WITHIN_MS)).toBe(true);
});
