import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, converse, openCatcher } from './mail-catcher.fixtures.ts';

afterEach(closeAll);

describe('a caught mail', () => {
  it('is read with its message id, addresses, subject, text and headers', async () => {
    const { send, mails, request } = await openCatcher();
    await send({
      messageId: '<order-1.confirmed@tidemark.example>',
      subject: 'Grüße €',
      text: 'Vielen Dank, Ada ✓\n',
      headers: { 'X-Order-Id': 'order-1', 'X-Twice': ['a', 'b'] },
    });
    const [mail] = await mails();
    expect(mail).toMatchObject({
      id: '1',
      messageId: '<order-1.confirmed@tidemark.example>',
      from: 'orders@tidemark.example',
      to: ['ada@example.org'],
      subject: 'Grüße €',
      text: 'Vielen Dank, Ada ✓\n',
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(mail?.headers).toMatchObject({
      from: ['Tidemark <orders@tidemark.example>'],
      'x-order-id': ['order-1'],
      'x-twice': ['a', 'b'],
    });
    expect((await request('GET', '/mails/1')).body).toEqual(mail);
  });

  it('is kept for the recipients of the envelope, also those the header hides', async () => {
    const { send, mails } = await openCatcher();
    await send({ to: ['ada@example.org', 'bob@example.org'], bcc: 'eve@example.org' });
    expect((await mails()).map(({ to }) => to)).toEqual([['ada@example.org', 'bob@example.org', 'eve@example.org']]);
  });

  it('is two mails when it was delivered twice', async () => {
    const { send, request } = await openCatcher();
    const messageId = '<order-1.confirmed@tidemark.example>';
    await send({ messageId });
    await send({ messageId });
    const { body } = await request('GET', `/mails?messageId=${encodeURIComponent(messageId)}`);
    expect(body).toMatchObject({
      total: 2,
      mails: [
        { id: '2', messageId },
        { id: '1', messageId },
      ],
    });
  });

  it('is one of many that arrive at once, and none is lost', async () => {
    const { send, request } = await openCatcher();
    await Promise.all(Array.from({ length: 20 }, (_, index) => send({ subject: `mail ${String(index)}.` })));
    expect((await request('GET', '/mails?limit=1')).body).toMatchObject({ total: 20, mails: [{ id: '20' }] });
  });

  it('without any header is kept with what the envelope says', async () => {
    const { smtpUrl, mails } = await openCatcher();
    await converse(smtpUrl, [
      'EHLO test',
      'MAIL FROM:<a@example.org>',
      'RCPT TO:<b@example.org>',
      'DATA',
      '\r\nhello\r\n.',
    ]);
    expect(await mails()).toMatchObject([
      { messageId: null, from: 'a@example.org', to: ['b@example.org'], subject: null, text: 'hello\n', headers: {} },
    ]);
  });
});

describe('the mailbox', () => {
  it('is searched by recipient, subject and message id, in any letter case where mail has none', async () => {
    const { send, mails } = await openCatcher();
    await send({ to: 'ada@example.org', subject: 'Order confirmed', messageId: '<one@tidemark.example>' });
    await send({ to: 'bob@example.org', subject: 'Order canceled', messageId: '<two@tidemark.example>' });
    const found = async (query: string) => (await mails(query)).map(({ id }) => id);
    expect(await found('')).toEqual(['2', '1']);
    expect(await found('to=ADA@example.org')).toEqual(['1']);
    expect(await found('to=ada')).toEqual([]);
    expect(await found('subject=CANCEL')).toEqual(['2']);
    expect(await found('messageId=one@tidemark.example')).toEqual(['1']);
    expect(await found('messageId=%3Ctwo@tidemark.example%3E&to=bob@example.org')).toEqual(['2']);
    expect(await found('messageId=two@tidemark.example&to=ada@example.org')).toEqual([]);
    expect(await found('limit=1')).toEqual(['2']);
  });

  it('forgets the oldest mail when there are too many', async () => {
    const { send, mails, request } = await openCatcher({ mailboxLimit: 2 });
    for (const subject of ['a', 'b', 'c']) await send({ subject });
    expect((await mails()).map(({ subject }) => subject)).toEqual(['c', 'b']);
    expect((await request('GET', '/mails/1')).status).toBe(404);
  });

  it('forgets the oldest mail when all are too large together', async () => {
    const { send, mails } = await openCatcher({ maxMailboxBytes: 5_000 });
    for (const subject of ['a', 'b', 'c']) await send({ subject, text: 'x'.repeat(1_900) });
    expect((await mails()).map(({ subject }) => subject)).toEqual(['c', 'b']);
  });

  it('is emptied by DELETE, and gives no id twice', async () => {
    const { send, mails, request } = await openCatcher();
    await send();
    expect((await request('DELETE', '/mails')).status).toBe(204);
    expect(await mails()).toEqual([]);
    await send();
    expect(await mails()).toMatchObject([{ id: '2' }]);
  });
});

describe('the SMTP server', () => {
  it('offers neither STARTTLS nor AUTH, and refuses both', async () => {
    const { smtpUrl } = await openCatcher();
    const heard = await converse(smtpUrl, ['EHLO test']);
    expect(heard).toContain('SIZE 1048576');
    expect(heard).not.toMatch(/STARTTLS|AUTH/);
    expect(await converse(smtpUrl, ['EHLO test', 'STARTTLS', 'AUTH PLAIN AGEAYg=='])).toMatch(
      /\r\n5\d\d .*\r\n5\d\d .*\r\n$/,
    );
  });

  it('refuses a mail that is too large, whether its size was announced or not', async () => {
    const { send, smtpUrl, mails } = await openCatcher({ maxMailBytes: 2_000 });
    await expect(send({ text: 'x'.repeat(3_000) })).rejects.toThrow(/552/);
    const announced = await converse(smtpUrl, ['EHLO test', 'MAIL FROM:<a@example.org> SIZE=3000']);
    expect(announced).toMatch(/\r\n552 .*\r\n$/);
    const content = `Subject: large\r\n\r\n${'x'.repeat(3_000)}\r\n.`;
    const lines = ['EHLO test', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA', content];
    expect(await converse(smtpUrl, lines)).toMatch(/\r\n552 a mail must not be larger than 2000 bytes\r\n$/);
    expect(await mails()).toEqual([]);
    await send();
    expect(await mails()).toHaveLength(1);
  });
});

describe('the page', () => {
  it('lists mails and shows nothing of them as markup', async () => {
    const { send, request } = await openCatcher();
    await send({ subject: '<script>alert("1")</script>', text: `<img src=x onerror='a'> & more` });
    const page = await request('GET', '/');
    expect(page).toMatchObject({ status: 200, mediaType: 'text/html' });
    expect(page.text).toContain('<a href="/mails/1">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</a>');
    expect(page.text).toContain('&lt;img src=x onerror=&#39;a&#39;&gt; &amp; more');
    expect(page.text).not.toMatch(/<script|<img/);
  });
});

describe('a request that breaks a rule', () => {
  const textRule = 'must be given once, as a text of 1 to 998 characters';
  it.each([
    ['GET', '/mails?limit=0', 400, 'limit', 'must be a whole number from 1 to 10000'],
    ['GET', '/mails?limit=ten', 400, 'limit', 'must be a whole number from 1 to 10000'],
    ['GET', '/mails?to=', 400, 'to', textRule],
    ['GET', '/mails?to=a&to=b', 400, 'to', textRule],
    ['GET', '/mails?from=a', 400, 'from', 'is not a known property'],
    ['GET', '/mails/1', 404, 'id', 'must be the id of a mail that is still kept'],
    ['GET', '/nothing', 404, 'url', 'must be one of the mail catcher, see its README'],
    ['GET', '/mails/%E0%A4%A', 400, 'url', 'must be percent-encoded correctly'],
    ['DELETE', '/mails', 415, 'body', 'must be absent'],
  ])('is told field and rule: %s %s', async (method, path, status, field, rule) => {
    const { request } = await openCatcher();
    const answer = await request(method, path, method === 'DELETE' ? 'all' : undefined);
    expect(answer).toMatchObject({ status, mediaType: 'application/problem+json' });
    expect(answer.body).toMatchObject({ status, errors: [{ field, rule }] });
  });
});

describe('the ports', () => {
  it('are both free again when one of them cannot be had', async () => {
    const { httpUrl } = await openCatcher();
    const taken = Number(new URL(httpUrl).port);
    await expect(openCatcher({ httpPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
    await expect(openCatcher({ smtpPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
  });
});

describe('the health', () => {
  it.each(['live', 'ready'])('is %s', async (question) => {
    const { request } = await openCatcher();
    expect(await request('GET', `/health/${question}`)).toMatchObject({ status: 200, body: { status: question } });
  });
});
