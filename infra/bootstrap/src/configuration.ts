import type { Environment } from '@tidemark/platform/config';
import { given, WrongConfiguration } from '@tidemark/platform/config';
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

/** Every variable of bootstrap, with its rule and what it means: docs/configuration.md is made of it. */
export const bootstrapEnvironment = z.object({
  POSTGRES_ADMIN_URL: z
    .url({
      protocol: /^postgres(ql)?$/u,
      error: 'must be an address like postgres://postgres:…@127.0.0.1:5432/postgres',
    })
    .describe('A superuser, in any database of the server.'),
  DATABASE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'must begin with a letter and hold small letters, digits and _ only')
    .default('tidemark')
    .describe('The database of all services; also the name of slot and publication.'),
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^,\s]+:\d+(,[^,\s]+:\d+)*$/u, 'must be host:port, or several with commas between')
    .default('127.0.0.1:9092')
    .describe('The brokers to ask first, host:port, separated by commas.'),
  REGISTRY_URL: httpUrl
    .default('http://127.0.0.1:8080/apis/ccompat/v7')
    .describe('The schema registry, by its Confluent-compatible interface.'),
  CONNECT_URL: httpUrl.default('http://127.0.0.1:8083').describe('Kafka Connect.'),
  SECRETS_DIR: z
    .string({ error: 'must name the folder of the password files' })
    .min(1)
    .describe('One password file per role, found or made here.'),
  CONNECT_SECRETS_DIR: z
    .string()
    .regex(/^\/[^:}]*$/u, 'must be an absolute path without : and }')
    .optional()
    .describe('Where Connect sees the file with its password; SECRETS_DIR unless said.'),
  CONNECT_DATABASE_HOST: z
    .string()
    .min(1)
    .optional()
    .describe('How Connect reaches Postgres; as bootstrap does unless said.'),
  CONNECT_DATABASE_PORT: wholeNumber(65_535)
    .optional()
    .describe('How Connect reaches Postgres; as bootstrap does unless said.'),
  TOPIC_PARTITIONS: wholeNumber(1_000)
    .optional()
    .describe('Partitions of a topic that says nothing else; 3 unless said.'),
  TOPIC_REPLICATION: wholeNumber(32).optional().describe('Copies of each topic that is created; 1 unless said.'),
  CONNECTOR_POLL_MS: wholeNumber(60_000)
    .optional()
    .describe('How often the connector looks for new rows: latency against CPU; 5 unless said.'),
  WAIT_SECONDS: wholeNumber(3_600).optional().describe('How long each part may take to come up; 60 unless said.'),
});

/** What these variables are given as. Fails with one sentence that names the one that is wrong. */
export function valuesOf(known: readonly string[], variables: Environment): Readonly<Record<string, string>> {
  try {
    return given(known, variables);
  } catch (error) {
    if (!(error instanceof WrongConfiguration)) throw error;
    throw new BootstrapError('BOOTSTRAP.CONFIGURATION', error.message, { variable: error.variable });
  }
}

/** Reads the environment once. Fails with one sentence that names the variable. */
export function configurationOf(variables: Environment): BootstrapOptions {
  const values = valuesOf(Object.keys(bootstrapEnvironment.shape), variables);
  const parsed = bootstrapEnvironment.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const variable = String(issue?.path[0]);
    const rule = values[variable] === undefined ? 'is not set' : `is wrong`;
    throw new BootstrapError('BOOTSTRAP.CONFIGURATION', `${variable} ${rule}: it ${issue?.message ?? ''}.`, {
      variable,
    });
  }
  return optionsOf(parsed.data);
}

function optionsOf(values: z.infer<typeof bootstrapEnvironment>): BootstrapOptions {
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
