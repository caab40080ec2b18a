import { z } from 'zod';
import { BootstrapError } from './bootstrap-error.ts';
import type { BootstrapOptions } from './settings.ts';

const wholeNumber = (greatest: number): z.ZodType<number> => {
  const error = `must be a whole number from 1 to ${greatest}`;
  return z.coerce.number({ error }).int(error).min(1, error).max(greatest, error);
};

const httpUrl = z
  .url({ protocol: /^https?$/u, error: 'must be an http address' })
  .transform((url) => url.replace(/\/+$/u, ''));

const environment = z.object({
  POSTGRES_ADMIN_URL: z.url({
    protocol: /^postgres(ql)?$/u,
    error: 'must be an address like postgres://postgres:…@127.0.0.1:5432/postgres',
  }),
  DATABASE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'must begin with a letter and hold small letters, digits and _ only')
    .default('tidemark'),
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^,\s]+:\d+(,[^,\s]+:\d+)*$/u, 'must be host:port, or several with commas between')
    .default('127.0.0.1:9092'),
  REGISTRY_URL: httpUrl.default('http://127.0.0.1:8080/apis/ccompat/v7'),
  CONNECT_URL: httpUrl.default('http://127.0.0.1:8083'),
  SECRETS_DIR: z.string({ error: 'must name the folder of the password files' }).min(1),
  CONNECT_SECRETS_DIR: z
    .string()
    .regex(/^\/[^:}]*$/u, 'must be an absolute path without : and }')
    .optional(),
  CONNECT_DATABASE_HOST: z.string().min(1).optional(),
  CONNECT_DATABASE_PORT: wholeNumber(65_535).optional(),
  TOPIC_PARTITIONS: wholeNumber(1_000).optional(),
  TOPIC_REPLICATION: wholeNumber(32).optional(),
  CONNECTOR_POLL_MS: wholeNumber(60_000).optional(),
  WAIT_SECONDS: wholeNumber(3_600).optional(),
});

/** Reads the environment once. Fails with one sentence that names the variable. */
export function configurationOf(variables: Readonly<Record<string, string | undefined>>): BootstrapOptions {
  // An empty variable is one that was not set: compose files and shells cannot say it otherwise.
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const variable = String(issue?.path[0]);
    const rule = given[variable] === undefined ? 'is not set' : `is wrong`;
    throw new BootstrapError('BOOTSTRAP.CONFIGURATION', `${variable} ${rule}: it ${issue?.message ?? ''}.`, {
      variable,
    });
  }
  const values = parsed.data;
  return {
    postgresAdminUrl: values.POSTGRES_ADMIN_URL,
    databaseName: values.DATABASE_NAME,
    kafkaBrokers: values.KAFKA_BROKERS,
    registryUrl: values.REGISTRY_URL,
    connectUrl: values.CONNECT_URL,
    secretsDir: values.SECRETS_DIR,
    ...present('connectSecretsDir', values.CONNECT_SECRETS_DIR),
    ...present('connectDatabaseHost', values.CONNECT_DATABASE_HOST),
    ...present('connectDatabasePort', values.CONNECT_DATABASE_PORT),
    ...present('topicPartitions', values.TOPIC_PARTITIONS),
    ...present('topicReplication', values.TOPIC_REPLICATION),
    ...present('connectorPollMs', values.CONNECTOR_POLL_MS),
    ...present('waitMs', values.WAIT_SECONDS === undefined ? undefined : values.WAIT_SECONDS * 1_000),
  };
}

const present = <K extends string, T>(key: K, value: T | undefined): Partial<Readonly<Record<K, T>>> =>
  (value === undefined ? {} : { [key]: value }) as Partial<Readonly<Record<K, T>>>;
