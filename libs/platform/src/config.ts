import { DEFAULT_HOLD_POLICY } from '@tidemark/event-store';
import { z } from 'zod';
import type { Environment } from './environment.ts';
import { given, WrongConfiguration } from './environment.ts';

export type { Environment } from './environment.ts';
export { given, WrongConfiguration } from './environment.ts';

/** A whole number between two bounds, both allowed; the rule names them whichever way it is broken. */
export const wholeNumber = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
};

/** A URL of one of these schemes; the rule names them. */
export const urlOf = (...schemes: readonly string[]) =>
  z.url({
    protocol: new RegExp(`^(?:${schemes.join('|')})$`, 'u'),
    error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

const ONE_DAY_MS = 86_400_000;

/** What every service is told by its environment. Each variable says what it means: docs/configuration.md is made of that. */
export const serviceConfig = (defaults: { readonly port: number }) =>
  z.object({
    HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
    HTTP_PORT: wholeNumber(0, 65_535).default(defaults.port).describe('The port to listen on; 0 takes a free one.'),
    HTTP_IN_FLIGHT_MAX: wholeNumber(1, 1_000)
      .default(500)
      .describe(
        'How many requests are worked on at once; more are answered 503. A thousand wait for the database at most.',
      ),
    DATABASE_URL: z
      .url({ protocol: /^postgres(?:ql)?$/u, error: 'must be a URL that begins with postgres://' })
      .describe("The database, with the name and password of the service's own role."),
    DATABASE_POOL_SIZE: wholeNumber(2, 100).default(10).describe('How many connections to the database, at most.'),
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:\d+(?:,[^\s,:]+:\d+)*$/u, 'must be host:port, several separated by commas')
      .default('127.0.0.1:9092')
      .describe('The brokers to ask first, host:port, separated by commas.'),
    REGISTRY_URL: urlOf('http', 'https')
      .default('http://127.0.0.1:8080/apis/ccompat/v7')
      .describe('The schema registry, asked for schemas that this program does not know.'),
    ALARM_AFTER_MS: wholeNumber(100, ONE_DAY_MS)
      .default(30_000)
      .describe('How long an answer may be overdue before that is an alarm.'),
    HELD_ATTEMPTS: wholeNumber(1, 100)
      .default(DEFAULT_HOLD_POLICY.attempts)
      .describe('How often a message that cannot be handled is tried before it becomes a dead letter.'),
    HELD_AT_MOST: wholeNumber(1, 1_000_000)
      .default(10_000)
      .describe('How many messages a consumer may hold, about; with more it takes in nothing until there are fewer.'),
    RETRY_CAP_MS: wholeNumber(100, ONE_DAY_MS)
      .default(DEFAULT_HOLD_POLICY.capMs)
      .describe('How far apart attempts at anything are, at most.'),
    DRAIN_MS: wholeNumber(0, 3_000)
      .default(1_000)
      .describe('How long it still takes requests after SIGTERM, while it says that it is not ready.'),
    STUCK_AFTER_MS: wholeNumber(1_000, ONE_DAY_MS)
      .default(60_000)
      .describe(
        'How long records may wait, with nothing becoming of them, before the service is not alive. Longer than the 25 s that the database may take to fail.',
      ),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('The least that is logged.'),
  });

export type ServiceConfig = z.infer<ReturnType<typeof serviceConfig>>;

/**
 * Parses the environment once, at the start. Fails with {@link WrongConfiguration} for the first variable that is wrong, or
 * that is nearly one of the program's own (see {@link given}).
 */
export const parseConfig = <Config>(schema: z.ZodType<Config>, environment: Environment): Config => {
  const values = given(schema instanceof z.ZodObject ? Object.keys(schema.shape) : [], environment);
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const variable = String(issue?.path[0] ?? 'unknown');
  throw new WrongConfiguration(variable, values[variable] === undefined ? 'it is not set' : lowerFirst(issue?.message));
};

const lowerFirst = (text = 'invalid'): string => text.charAt(0).toLowerCase() + text.slice(1);
