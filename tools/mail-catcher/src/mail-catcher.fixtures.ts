import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { SendMailOptions } from 'nodemailer';
import type { CaughtMail } from './mailbox.ts';
import { createMailCatcher } from './mail-catcher.ts';
import type { MailCatcher, MailCatcherOptions } from './mail-catcher.ts';

export interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OpenCatcher {
  readonly catcher: MailCatcher;
  readonly smtpUrl: string;
  readonly httpUrl: string;
  readonly send: (mail?: SendMailOptions) => Promise<void>;
  readonly request: (method: string, path: string, body?: string) => Promise<Answer>;
  readonly mails: (query?: string) => Promise<CaughtMail[]>;
}

const open: MailCatcher[] = [];

/** Ends everything a test has opened; call it after each. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

/** A running catcher, a sender and a reader. */
export async function openCatcher(options: MailCatcherOptions = {}): Promise<OpenCatcher> {
  const catcher = createMailCatcher({ closeWithinMs: 50, ...options });
  open.push(catcher);
  const { smtpUrl, httpUrl } = await catcher.listen();
  const transport = createTransport(smtpUrl);
  const request: OpenCatcher['request'] = async (method, path, body) => {
    const response = await fetch(httpUrl + path, { method, ...(body === undefined ? {} : { body }) });
    const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
    const text = await response.text();
    return {
      status: response.status,
      mediaType,
      text,
      body: mediaType.endsWith('json') ? (JSON.parse(text) as Answer['body']) : {},
    };
  };
  return {
    catcher,
    smtpUrl,
    httpUrl,
    request,
    send: async (mail = {}) => {
      await transport.sendMail({
        from: 'Tidemark <orders@tidemark.example>',
        to: 'ada@example.org',
        subject: 'Your order is confirmed',
        text: 'Thank you.',
        ...mail,
      });
    },
    mails: async (query = '') => (await request('GET', `/mails?${query}`)).body['mails'] as CaughtMail[],
  };
}

/** Speaks SMTP by hand, for what a well-behaved sender would not say; resolves with every answer. */
export async function converse(smtpUrl: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(smtpUrl);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let heard = '';
  const answer = async (): Promise<void> => {
    const before = heard.length;
    while (!/^\d{3} .*\r\n$/m.test(heard.slice(before))) heard += String((await once(socket, 'data'))[0]);
  };
  await answer();
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    await answer();
  }
  socket.destroy();
  return heard;
}
