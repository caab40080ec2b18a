import type { AddressInfo } from 'node:net';
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { Mailbox } from './mailbox.ts';
import { mailboxPage, pageSecurityPolicy } from './page.ts';
import { ProblemError, problemMediaType, problemOf } from './problem.ts';
import { createSmtpListener } from './smtp.ts';

export interface MailCatcherOptions {
  /** 127.0.0.1 by default: anybody who reaches the catcher may read all its mail. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly httpPort?: number;
  /** 0, the default, takes a free port. */
  readonly smtpPort?: number;
  /** How many mails are kept; 10000 by default. */
  readonly mailboxLimit?: number;
  /** How large a mail may be; 1 MiB by default. */
  readonly maxMailBytes?: number;
  /** How large all kept mails may be together; 64 MiB by default. */
  readonly maxMailboxBytes?: number;
  /** How long a close waits for senders; 500 by default. */
  readonly closeWithinMs?: number;
  /** A level of pino; silent by default. */
  readonly logLevel?: string;
}

export interface MailCatcherAddresses {
  /** Such as http://127.0.0.1:3011. */
  readonly httpUrl: string;
  /** Such as smtp://127.0.0.1:3012. */
  readonly smtpUrl: string;
}

export interface MailCatcher {
  /** Resolves when both ports accept connections; takes neither when one of them cannot be had. */
  listen(): Promise<MailCatcherAddresses>;
  /** Ends both servers. Once is enough. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const mailsOnPage = 200;
const shownByDefault = 100;
const mostShown = 10_000;

const textRule = 'must be given once, as a text of 1 to 998 characters';
const text = z.string({ error: textRule }).min(1, { error: textRule }).max(998, { error: textRule }).optional();
const limitRule = `must be a whole number from 1 to ${String(mostShown)}`;
const mailQuery = z.strictObject({
  to: text,
  subject: text,
  messageId: text,
  limit: z
    .string({ error: limitRule })
    .regex(/^\d{1,6}$/, { error: limitRule })
    .transform(Number)
    .pipe(z.int().min(1, { error: limitRule }).max(mostShown, { error: limitRule }))
    .default(shownByDefault),
});
const mailParameters = z.object({ id: z.string() });

/** An SMTP server that catches every mail, and a web server to read them. */
export function createMailCatcher(options: MailCatcherOptions = {}): MailCatcher {
  const { host = '127.0.0.1', httpPort = 0, smtpPort = 0, mailboxLimit = 10_000 } = options;
  const mailbox = new Mailbox(mailboxLimit, options.maxMailboxBytes ?? 64 * mebibyte);
  const app = createServer(options.logLevel ?? 'silent');
  addMailRoutes(app, mailbox);
  const smtp = createSmtpListener({
    maxMailBytes: options.maxMailBytes ?? mebibyte,
    closeWithinMs: options.closeWithinMs ?? 500,
    onMail: (mail, sizeBytes) => {
      const { id } = mailbox.add(mail, sizeBytes);
      app.log.debug({ id, sizeBytes }, 'a mail was caught');
    },
    onError: (error) => {
      app.log.warn({ err: error }, 'a sender or its connection failed');
    },
  });

  return {
    listen: async () => {
      const port = await smtp.listen(host, smtpPort);
      try {
        await app.listen({ host, port: httpPort });
      } catch (error) {
        await smtp.close();
        throw error;
      }
      const { port: boundHttpPort } = app.server.address() as AddressInfo;
      return {
        httpUrl: `http://${inUrl(host)}:${String(boundHttpPort)}`,
        smtpUrl: `smtp://${inUrl(host)}:${String(port)}`,
      };
    },
    close: async () => {
      await smtp.close();
      await app.close();
    },
  };
}

function createServer(logLevel: string): FastifyInstance {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    keepAliveTimeout: 72_000,
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: logLevel },
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, error);
    },
  });
  app.removeAllContentTypeParsers();
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'INTERNAL_ERROR') app.log.error({ err: error }, 'a request failed');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler(() => {
    throw new ProblemError('ROUTE_NOT_FOUND', [
      { field: 'url', rule: 'must be one of the mail catcher, see its README' },
    ]);
  });
  return app;
}

function addMailRoutes(app: FastifyInstance, mailbox: Mailbox): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', () => ({ status: 'ready' }));
  app.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pageSecurityPolicy)
      .send(mailboxPage(mailbox.find({}, mailsOnPage))),
  );
  app.get('/mails', (request) => {
    const { limit, ...filter } = parseQuery(request.query);
    return mailbox.find(filter, limit);
  });
  app.get('/mails/:id', (request) => {
    const mail = mailbox.get(mailParameters.parse(request.params).id);
    if (mail !== undefined) return mail;
    throw new ProblemError('MAIL_NOT_FOUND', [{ field: 'id', rule: 'must be the id of a mail that is still kept' }]);
  });
  app.delete('/mails', (_request, reply) => {
    mailbox.clear();
    return reply.code(204).send();
  });
}

function parseQuery(query: unknown): z.output<typeof mailQuery> {
  const result = mailQuery.safeParse(query);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, rule: 'is not a known property' }))
      : [{ field: issue.path.join('.'), rule: issue.message }],
  );
  throw new ProblemError('VALIDATION_FAILED', errors);
}

function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(error).toProblem();
  return reply.code(problem.status).type(problemMediaType).send(problem);
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
