import { z } from 'zod';
import type { MailCatcherOptions } from './mail-catcher.ts';

function wholeNumber(rule: string, minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: rule })
    .transform(Number)
    .pipe(z.int().min(minimum, { error: rule }).max(maximum, { error: rule }));
}

const portRule = 'must be a port number from 0 (any free port) to 65535';
const limitRule = 'must be a whole number of mails from 1 to 1000000';
const sizeRule = 'must be a whole number of bytes from 1024 to 67108864';
const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Every variable of the catcher, with its rule and what it means. */
export const mailCatcherEnvironment = z.object({
  HTTP_HOST: z.string().default('127.0.0.1').describe('The address to listen on, for mail and for readers.'),
  HTTP_PORT: wholeNumber(portRule, 0, 65_535).default(3011).describe('The port to listen on; 0 takes a free one.'),
  SMTP_PORT: wholeNumber(portRule, 0, 65_535).default(3012).describe('The port that takes mail; 0 takes a free one.'),
  MAILBOX_LIMIT: wholeNumber(limitRule, 1, 1_000_000).default(10_000).describe('How many mails are kept, the newest.'),
  MAX_MAIL_BYTES: wholeNumber(sizeRule, 1_024, 67_108_864)
    .default(1_048_576)
    .describe('The largest mail that is taken.'),
  LOG_LEVEL: z
    .enum(levels, { error: `must be one of ${levels.join(', ')}` })
    .default('info')
    .describe('The least that is logged.'),
});

/** Refuses to start with one sentence that names the variable. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'CONFIGURATION_INVALID';
  readonly variable: string;

  constructor(variable: string, rule: string) {
    super(`${variable} ${rule}.`);
    this.variable = variable;
  }
}

/** Reads the environment once; an empty variable counts as absent. Throws ConfigurationError for the first wrong one. */
export function parseConfiguration(environment: Readonly<Record<string, string | undefined>>): MailCatcherOptions {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = mailCatcherEnvironment.safeParse(present);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigurationError(String(issue?.path[0]), issue?.message ?? 'is wrong');
  }
  const { HTTP_HOST, HTTP_PORT, SMTP_PORT, MAILBOX_LIMIT, MAX_MAIL_BYTES, LOG_LEVEL } = result.data;
  return {
    host: HTTP_HOST,
    httpPort: HTTP_PORT,
    smtpPort: SMTP_PORT,
    mailboxLimit: MAILBOX_LIMIT,
    maxMailBytes: MAX_MAIL_BYTES,
    logLevel: LOG_LEVEL,
  };
}
