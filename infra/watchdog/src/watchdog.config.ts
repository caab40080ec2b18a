import { urlOf, wholeNumber } from '@tidemark/platform/config';
import { z } from 'zod';

/** Every variable of the watchdog. Each says what it means: docs/configuration.md is made of that. */
export const watchdogEnvironment = z.object({
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
  HTTP_PORT: wholeNumber(0, 65_535).default(3_013).describe('The port to listen on; 0 takes a free one.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/u, error: 'must be a URL that begins with postgres://' })
    .describe("The database, with the name and password of the watchdog's own role."),
  CONNECT_URL: urlOf('http', 'https')
    .transform((url) => url.replace(/\/+$/u, ''))
    .default('http://127.0.0.1:8083')
    .describe('Kafka Connect.'),
  PROBE_EVERY_MS: wholeNumber(100, 60_000)
    .default(2_000)
    .describe('How often a row is sent through the outbox, and everything is looked at.'),
  STANDSTILL_MS: wholeNumber(1_000, 3_600_000)
    .default(10_000)
    .describe('How long nothing may be confirmed while rows wait, until the connector is restarted.'),
  OUTBOX_KEEP_HOURS: wholeNumber(1, 8_760)
    .default(24)
    .describe('How long a message stays in its outbox after Debezium has confirmed it.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least that is logged.'),
});

export type WatchdogConfig = z.infer<typeof watchdogEnvironment>;
