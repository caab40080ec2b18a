import { z } from 'zod';
import type { PspSimulatorOptions } from './psp-simulator.ts';

function wholeNumber(rule: string, minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: rule })
    .transform(Number)
    .pipe(z.int().min(minimum, { error: rule }).max(maximum, { error: rule }));
}

const portRule = 'must be a port number from 0 (any free port) to 65535';
const durationRule = 'must be a whole number of milliseconds from 0 to 600000';
const longestMs = 600_000;
const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const environmentSchema = z
  .object({
    HTTP_HOST: z.string().default('127.0.0.1'),
    HTTP_PORT: wholeNumber(portRule, 0, 65_535).default(3010),
    LEDGER_FILE: z.string().optional(),
    WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
    WEBHOOK_SECRET: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
    SLOW_MS: wholeNumber(durationRule, 0, longestMs).default(2_000),
    TIMEOUT_MS: wholeNumber(durationRule, 0, longestMs).default(30_000),
    LOG_LEVEL: z.enum(levels, { error: `must be one of ${levels.join(', ')}` }).default('info'),
  })
  .refine((environment) => environment.WEBHOOK_URL === undefined || environment.WEBHOOK_SECRET !== undefined, {
    path: ['WEBHOOK_SECRET'],
    error: 'must be set when WEBHOOK_URL is set, because webhooks are signed with it',
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
export function parseConfiguration(environment: Readonly<Record<string, string | undefined>>): PspSimulatorOptions {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(present);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigurationError(String(issue?.path[0]), issue?.message ?? 'is wrong');
  }
  const { HTTP_HOST, HTTP_PORT, LEDGER_FILE, WEBHOOK_URL, WEBHOOK_SECRET, SLOW_MS, TIMEOUT_MS, LOG_LEVEL } =
    result.data;
  return {
    host: HTTP_HOST,
    port: HTTP_PORT,
    ...(LEDGER_FILE === undefined ? {} : { ledgerFile: LEDGER_FILE }),
    ...(WEBHOOK_URL === undefined || WEBHOOK_SECRET === undefined
      ? {}
      : { webhook: { url: WEBHOOK_URL, secret: WEBHOOK_SECRET } }),
    slowMs: SLOW_MS,
    timeoutMs: TIMEOUT_MS,
    logLevel: LOG_LEVEL,
  };
}
