import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import { createPspSimulator } from '@tidemark/psp-simulator';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';

/** Nobody listens there: the specs bring the messages, and the workers run without Kafka. */
const NO_BROKER = '127.0.0.1:9';

const psp = createPspSimulator({});
let pspUrl: string;
let service: ServiceUnderTest;

beforeAll(async () => {
  pspUrl = await psp.listen();
  service = await startService(paymentService, {
    PSP_URL: pspUrl,
    PSP_TIMEOUT_MS: '200',
    KAFKA_BROKERS: NO_BROKER,
    ALARM_AFTER_MS: '500',
  });
  service.start();
});

afterAll(async () => {
  await service.stop();
  await psp.close();
});

const provider = async (down: boolean): Promise<void> => {
  const switches = { errorRate: 0, latencyMs: 0, hang: false, down };
  const answer = await fetch(`${pspUrl}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
  if (!answer.ok) throw new Error(`The provider's switches were answered ${answer.status}: ${await answer.text()}`);
};

const capture = async (cardToken: string): Promise<string> => {
  const orderId = randomUUID();
  await service.hear({ type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR', cardToken });
  return orderId;
};

const until = (orderId: string, status: string): Promise<true> =>
  eventually(`the payment to be ${status}`, async () => {
    const answer = await supertest(service.server).get(`/payments/${orderId}`);
    return (answer.body as { status: string }).status === status ? true : undefined;
  });

const alarmAbout = (orderId: string) =>
  eventually('an alarm', () =>
    Promise.resolve(service.logged().find(({ alarm }) => JSON.stringify(alarm)?.includes(orderId))),
  );

const overdueCaptures = async (): Promise<string | undefined> => {
  const { text } = await supertest(service.server).get('/metrics');
  return /^tidemark_overdue_jobs\{kind="capture",service="payment"\} (\d+)$/mu.exec(text)?.[1];
};

const allIsWell = (): Promise<true> =>
  eventually('the gauge to go back', async () => ((await overdueCaptures()) === undefined ? true : undefined));

describe('A call that gets no outcome', () => {
  it('because the provider is away is an alarm with its order and what is wrong, and is made all the same', async () => {
    await provider(true);
    const orderId = await capture('tok_approved');
    const { alarm, msg } = await alarmAbout(orderId);
    expect(msg).toBe('an outside call has had no outcome for too long; it is made again');
    expect(alarm).toMatchObject({ kind: 'job', job: 'capture', key: orderId });
    expect(JSON.stringify(service.logged())).not.toContain('tok_');
    expect(await overdueCaptures()).toBe('1');
    await provider(false);
    await until(orderId, 'Captured');
    await allIsWell();
  });

  it('because the provider says nothing of it is an alarm, and ends when the payment is undone', async () => {
    const orderId = await capture('tok_silent');
    await alarmAbout(orderId);
    await service.hear({ type: 'RefundPayment', orderId });
    await until(orderId, 'Voided');
    await allIsWell();
    // The void, a job of its own, may have been slow enough for an alarm of its own.
    const alarms = service.logged().filter(({ alarm }) => JSON.stringify(alarm)?.includes(orderId));
    expect(alarms.filter(({ alarm }) => JSON.stringify(alarm).includes('"capture"'))).toHaveLength(1);
  });
});
