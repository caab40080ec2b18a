import { randomUUID } from 'node:crypto';
import { createMailCatcher } from '@tidemark/mail-catcher';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { describeIdempotency, eventually, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSmtpServer } from './jobs/smtp-server.fixtures.ts';
import { notificationService } from './notification.module.ts';

const catcher = createMailCatcher({});
let service: ServiceUnderTest;
let mailbox: string;

beforeAll(async () => {
  const { httpUrl, smtpUrl } = await catcher.listen();
  mailbox = httpUrl;
  service = await startService(notificationService, { SMTP_URL: smtpUrl });
  service.start();
});

afterAll(async () => {
  await service.stop();
  await catcher.close();
});

interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: readonly string[];
}

const mailsAbout = async (orderId: string): Promise<readonly Mail[]> => {
  const answer = await fetch(`${mailbox}/mails?limit=1000`);
  const { mails } = (await answer.json()) as { mails: Mail[] };
  return mails.filter(({ messageId }) => messageId.includes(orderId));
};

const sentAbout = async (orderId: string): Promise<readonly object[]> => {
  const answer = await supertest(service.server).get('/notifications').query({ orderId });
  return (answer.body as { notifications: { status: string }[] }).notifications.filter(
    ({ status }) => status === 'sent',
  );
};

const confirmed = (orderId: string) =>
  ({
    type: 'OrderConfirmed',
    orderId,
    customerId: 'customer-1',
    emailAddress: 'ada@example.com',
    totalMinor: 5_000,
    currency: 'EUR',
    pieces: 2,
  }) as const;

// It takes no orders from anyone but Kafka.
describeIdempotency(() => service, {});

describe('telling a customer', () => {
  it('sends one mail over SMTP for a confirmed order, and says so over HTTP', async () => {
    const orderId = randomUUID();
    await service.hear(confirmed(orderId));
    const [mail] = await eventually('the mail', async () => {
      const mails = await mailsAbout(orderId);
      return mails.length > 0 ? mails : undefined;
    });
    expect(mail).toMatchObject({ subject: 'Your order is confirmed', to: ['ada@example.com'] });
    const sent = await eventually('the notification to be sent', async () => {
      const found = await sentAbout(orderId);
      return found.length > 0 ? found : undefined;
    });
    expect(sent).toMatchObject([{ kind: 'confirmed', emailAddress: 'ada@example.com' }]);
  });

  it('sends nothing more when the news comes again, be it the same message or one with a new id', async () => {
    const orderId = randomUUID();
    const id = randomUUID();
    await service.hear(confirmed(orderId), { id });
    await service.hear(confirmed(orderId), { id });
    await service.hear(confirmed(orderId));
    await eventually('the notification to be sent', async () =>
      (await sentAbout(orderId)).length > 0 ? true : undefined,
    );
    // The jobs first: one too many would be open still, or have sent its mail.
    const { rows } = await service.admin.query('select from job where key = $1', [`${orderId}.confirmed`]);
    expect(rows).toEqual([]);
    expect(await mailsAbout(orderId)).toHaveLength(1);
  });

  it('tells of each turn of an order apart, under a Message-ID of its own that never changes', async () => {
    const orderId = randomUUID();
    const { customerId, emailAddress } = confirmed(orderId);
    await service.hear(confirmed(orderId));
    await service.hear({ type: 'OrderDispatched', orderId, customerId, emailAddress, trackingCode: 'TM1' });
    const mails = await eventually('two mails', async () => {
      const found = await mailsAbout(orderId);
      return found.length === 2 ? found : undefined;
    });
    expect(mails.map(({ messageId }) => messageId.replaceAll(/[<>]/gu, '')).toSorted()).toEqual([
      `${orderId}.confirmed@tidemark.example`,
      `${orderId}.dispatched@tidemark.example`,
    ]);
  });

  it('keeps trying while the mail server is away, later and later, and sends one mail when it is back', async () => {
    const orderId = randomUUID();
    const gone = await openSmtpServer(() => undefined);
    await gone.close();
    const lonely = await startService(notificationService, { SMTP_URL: gone.url, KAFKA_BROKERS: '127.0.0.1:9' });
    const repeats = () => lonely.logged().filter(({ msg }) => msg === 'an outside call is repeated');
    try {
      lonely.start();
      await lonely.hear(confirmed(orderId));
      await eventually('four attempts', () => Promise.resolve(repeats().length >= 4 ? true : undefined));
      for (const [index, { attempt, delayMs, err }] of repeats().entries()) {
        expect([attempt, (err as Error).message]).toEqual([index + 1, expect.stringContaining('ECONNREFUSED')]);
        // Twice as long each time, up to half of it left to chance.
        expect(delayMs).toBeGreaterThanOrEqual(100 * 2 ** index);
        expect(delayMs).toBeLessThanOrEqual(200 * 2 ** index);
      }
      const back = await openSmtpServer(() => undefined, undefined, Number(new URL(gone.url).port));
      try {
        await eventually('the notification to be sent', async () => {
          const { rows } = await lonely.admin.query(`select 1 from notification where status = 'sent'`);
          return rows[0] as object | undefined;
        });
        expect(back.offered).toEqual(['ada@example.com']);
      } finally {
        await back.close();
      }
    } finally {
      await lonely.stop();
    }
  });

  it.each([
    ['without an order', {}, 'orderId', 'must be a UUID'],
    ['for an order that is none', { orderId: '42' }, 'orderId', 'must be a UUID'],
    ['with more in it', { orderId: randomUUID(), page: '2' }, 'page', 'unknown property; leave it out'],
  ])('refuses a query %s, naming field and rule', async (_what, query, field, rule) => {
    const answer = await supertest(service.server).get('/notifications').query(query);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(answer.body).toMatchObject({ code: 'INPUT_INVALID', errors: [{ field, rule }] });
  });
});
