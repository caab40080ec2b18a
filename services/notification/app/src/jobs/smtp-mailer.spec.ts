import { afterEach, describe, expect, it } from 'vitest';
import type { Mail, MailOutcome } from './mailer.ts';
import { smtpMailer } from './smtp-mailer.ts';
import type { SmtpServerUnderTest } from './smtp-server.fixtures.ts';
import { openSmtpServer } from './smtp-server.fixtures.ts';

const servers: SmtpServerUnderTest[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const open = async (...says: Parameters<typeof openSmtpServer>): Promise<(to: string) => Promise<MailOutcome>> => {
  const server = await openSmtpServer(...says);
  servers.push(server);
  const mailer = smtpMailer({ SMTP_URL: server.url, MAIL_FROM: 'orders@tidemark.example' });
  return (to) => mailer(mailTo(to));
};

const mailTo = (to: string): Mail => ({ messageId: `<${to}>`, to, subject: 'Your order', text: 'is on its way' });

describe('handing a mail over', () => {
  it('answers that the server took it', async () => {
    const send = await open(() => undefined);

    expect(await send('ada@example.com')).toEqual({ type: 'accepted' });
  });

  it.each([550, 552, 553])('answers what the server says when it refuses the recipient with %i', async (code) => {
    const send = await open(() => ({ code, words: 'no such mailbox' }));

    expect(await send('nobody@example.com')).toEqual({ type: 'refused', refusal: `${code} no such mailbox` });
  });

  it('answers what the server says when it refuses the sender', async () => {
    const send = await open(
      () => undefined,
      () => ({ code: 553, words: 'not from you' }),
    );

    expect(await send('ada@example.com')).toEqual({ type: 'refused', refusal: '553 not from you' });
  });

  it.each([
    ['puts us off', { code: 451, words: 'come back later' }],
    ['has lost the thread', { code: 503, words: 'bad sequence' }],
  ])('fails when the server %s', async (_, reply) => {
    const send = await open(() => reply);

    await expect(send('ada@example.com')).rejects.toThrow(reply.words);
  });

  it('fails when the server wants a login, which is not about the mail', async () => {
    const send = await open(
      () => undefined,
      () => ({ code: 530, words: 'authentication required' }),
    );

    await expect(send('ada@example.com')).rejects.toThrow('authentication required');
  });

  it('fails when no server is there', async () => {
    const mailer = smtpMailer({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'orders@tidemark.example' });

    await expect(mailer(mailTo('ada@example.com'))).rejects.toThrow('ECONNREFUSED');
  });

  it('takes the next mail on after a refusal', async () => {
    const send = await open((to) => (to === 'nobody@example.com' ? { code: 550, words: 'no' } : undefined));

    await send('nobody@example.com');

    expect(await send('ada@example.com')).toEqual({ type: 'accepted' });
  });

  it('lets no mail wait for another: thirty-two are on their way at once', async () => {
    const all = Promise.withResolvers<undefined>();
    let offered = 0;
    const send = await open(() => {
      offered += 1;
      if (offered === 32) all.resolve(undefined);
      return all.promise;
    });

    const outcomes = await Promise.all(Array.from({ length: 32 }, (_, index) => send(`ada${index}@example.com`)));

    expect(new Set(outcomes.map(({ type }) => type))).toEqual(new Set(['accepted']));
  });
});
