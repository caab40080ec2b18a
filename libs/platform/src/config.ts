import { z } from 'zod';

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

/** What every service is told by its environment. */
export const serviceConfig = (defaults: { readonly port: number }) =>
  z.object({
    HTTP_HOST: z.string().min(1).default('127.0.0.1'),
    HTTP_PORT: wholeNumber(0, 65_535).default(defaults.port),
    DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/u, error: 'must be a URL that begins with postgres://' }),
    DATABASE_POOL_SIZE: wholeNumber(2, 100).default(10),
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:\d+(?:,[^\s,:]+:\d+)*$/u, 'must be host:port, several separated by commas')
      .default('127.0.0.1:9092'),
    REGISTRY_URL: urlOf('http', 'https').default('http://127.0.0.1:8080/apis/ccompat/v7'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  });

export type ServiceConfig = z.infer<ReturnType<typeof serviceConfig>>;

/** The environment does not fit: the program must not start. The sentence names the variable and its rule. */
export class WrongConfiguration extends Error {
  readonly code = 'CONFIG.WRONG';
  readonly variable: string;

  constructor(variable: string, rule: string) {
    super(`The environment variable ${variable} is wrong: ${rule}. Set it and start again.`);
    this.name = 'WrongConfiguration';
    this.variable = variable;
  }
}

/** Parses the environment once, at the start. Fails with {@link WrongConfiguration} for the first variable that is wrong. */
export const parseConfig = <Config>(
  schema: z.ZodType<Config>,
  environment: Readonly<Record<string, string | undefined>>,
): Config => {
  // An empty variable is one that is not set: compose files pass those. Blanks would be read as the number 0.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const variable = String(issue?.path[0] ?? 'unknown');
  throw new WrongConfiguration(variable, given[variable] === undefined ? 'it is not set' : lowerFirst(issue?.message));
};

const lowerFirst = (text = 'invalid'): string => text.charAt(0).toLowerCase() + text.slice(1);
