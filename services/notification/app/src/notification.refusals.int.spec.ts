import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmtpServerUnderTest } from './jobs/smtp-server.fixtures.ts';
import { openSmtpServer } from './jobs/smtp-server.fixtures.ts';
import { notificationService } from './notification.module.ts';

const NOBODY = 'nobody@example.com';
const BUSY = 'busy@example.com';

let smtp: SmtpServerUnderTest;
let service: ServiceUnderTest;
/** The server takes the mail for the busy one at the second offer. */
let busyOffers = 0;

beforeAll(async () => {
  smtp = await openSmtpServer((recipient) => {
    if (recipient === NOBODY) return { code: 550, words: 'no such mailbox' };
    if (recipient !== BUSY) return undefined;
    busyOffers += 1;
    return busyOffers === 1 ? { code: 451, words: 'come back later' } : undefined;
  });
  service = await startService(notificationService, { SMTP_URL: smtp.url });
  service.start();
});

afterAll(async () => {
  await service.stop();
  await smtp.close();
});

interface Told {
  readonly status: string;
  readonly sentAt: string | null;
  readonly refusal: string | null;
}

/** What the customer was told in the end. */
const toldAbout = (orderId: string): Promise<Told> =>
  eventually('an end of the notification', async () => {
    const answer = await supertest(service.server).get('/notifications').query({ orderId });
    const { notifications } = answer.body as { notifications: Told[] };
    return notifications.find(({ status }) => status !== 'pending');
  });

/** How often the mail was handed over, as it is written down, and the jobs that would hand it over again. */
const handedOver = async (orderId: string): Promise<object | undefined> => {
  const { rows } = await service.admin.query<object>(
    `select attempts, (select count(*)::int from job where key = notification_id) as jobs
     from notification where notification_id = $1`,
    [`${orderId}.confirmed`],
  );
  return rows[0];
};

const hear = async (emailAddress: string): Promise<string> => {
  const orderId = randomUUID();
  const order = { orderId, customerId: 'customer-1', emailAddress, totalMinor: 5_000, currency: 'EUR', pieces: 2 };
  await service.hear({ type: 'OrderConfirmed', ...order });
  return orderId;
};

describe('a mail that the server refuses for good', () => {
  it('is written down as refused in the words of the server, and never offered again', async () => {
    const orderId = await hear(NOBODY);

    expect(await toldAbout(orderId)).toMatchObject({
      status: 'refused',
      sentAt: null,
      refusal: '550 no such mailbox',
    });
    expect(await handedOver(orderId)).toEqual({ attempts: 1, jobs: 0 });
    expect(smtp.offered.filter((recipient) => recipient === NOBODY)).toHaveLength(1);
  });
});

describe('a mail that the server puts off', () => {
  it('is offered again until it is taken', async () => {
    const orderId = await hear(BUSY);

    expect(await toldAbout(orderId)).toMatchObject({ status: 'sent', refusal: null });
    expect(await handedOver(orderId)).toEqual({ attempts: 2, jobs: 0 });
    expect(smtp.offered.filter((recipient) => recipient === BUSY)).toHaveLength(2);
  });
});
