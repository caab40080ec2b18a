import { readFileSync } from 'node:fs';
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

/** Every variable of the simulator, with its rule and what it means. */
export const pspSimulatorEnvironment = z.object({
  HTTP_HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  HTTP_PORT: wholeNumber(portRule, 0, 65_535).default(3010).describe('The port to listen on; 0 takes a free one.'),
  LEDGER_FILE: z.string().optional().describe('What was charged, kept over restarts; in memory unless said.'),
  WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .describe('Who is told of every charge; nobody unless said.'),
  WEBHOOK_SECRET: z
    .string()
    .min(16, { error: 'must have at least 16 characters' })
    .optional()
    .describe('What webhooks are signed with.'),
  SLOW_MS: wholeNumber(durationRule, 0, longestMs).default(2_000).describe('How long a slow card takes.'),
  TIMEOUT_MS: wholeNumber(durationRule, 0, longestMs)
    .default(30_000)
    .describe('How long the answer to a charge that times out is held back.'),
  LOG_LEVEL: z
    .enum(levels, { error: `must be one of ${levels.join(', ')}` })
    .default('info')
    .describe('The least that is logged.'),
});

const environmentSchema = pspSimulatorEnvironment.refine(
  (environment) => environment.WEBHOOK_URL === undefined || environment.WEBHOOK_SECRET !== undefined,
  {
    path: ['WEBHOOK_SECRET'],
    error: 'must be set when WEBHOOK_URL is set, because webhooks are signed with it',
  },
);

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

/**
 * Reads the environment once; an empty variable counts as absent, and WEBHOOK_SECRET_FILE names a file that holds the
 * secret. Throws ConfigurationError for the first wrong one.
 */
export function parseConfiguration(environment: Readonly<Record<string, string | undefined>>): PspSimulatorOptions {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const secretFile = present['WEBHOOK_SECRET_FILE'];
  if (secretFile !== undefined) present['WEBHOOK_SECRET'] = contentOf('WEBHOOK_SECRET_FILE', secretFile);
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

function contentOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigurationError(variable, 'must name a file that can be read');
  }
}
