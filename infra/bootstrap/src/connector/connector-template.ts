import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BootstrapError, reasonOf } from '../bootstrap-error.ts';
import type { CapturedTable } from '../catalog.ts';
import { fillPlaceholders } from '../placeholders.ts';

export interface ConnectorValues {
  readonly databaseName: string;
  readonly databaseHost: string;
  readonly databasePort: number;
  readonly replicationRole: string;
  /** Where Connect finds the password, as Connect sees it: the template refers to it, so that the password stays there. */
  readonly passwordFile: string;
  /** Another one whenever the password is, so that the connector is brought to it. */
  readonly passwordVersion: string;
  readonly pollIntervalMs: number;
  /** The schemas whose outbox is read. */
  readonly outboxes: readonly string[];
  readonly captured: readonly (CapturedTable & { readonly schema: string })[];
}

export interface Connector {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

const TEMPLATE_FILE = join(import.meta.dirname, '..', '..', '..', 'debezium', 'outbox.connector.json');

const settings = z.record(z.string(), z.string());
const template = z.strictObject({ name: z.string(), config: settings, capturedTable: settings });

/** These lists grow by one entry for each captured table. */
const LISTS = new Set(['predicates', 'transforms']);

export async function readConnector(values: ConnectorValues): Promise<Connector> {
  return fillConnector(await readFile(TEMPLATE_FILE, 'utf8'), values);
}

/** The connector of a template. Fails when the template has a placeholder that nobody fills. */
export function fillConnector(text: string, values: ConnectorValues): Connector {
  try {
    const { name, config, capturedTable } = template.parse(JSON.parse(text));
    const placeholders = placeholdersOf(values);
    const filled = fillSettings(config, placeholders);
    for (const table of values.captured) {
      const own = { ...placeholders, ...tablePlaceholders(table) };
      for (const [setting, value] of Object.entries(fillSettings(capturedTable, own))) {
        filled[setting] = LISTS.has(setting) ? `${filled[setting] ?? ''},${value}` : value;
      }
    }
    return { name: fillPlaceholders(name, placeholders), config: filled };
  } catch (cause) {
    throw new BootstrapError(
      'BOOTSTRAP.CONNECTOR_FILE',
      `Mend infra/debezium/outbox.connector.json: ${reasonOf(cause)}.`,
      { cause },
    );
  }
}

const fillSettings = (
  filled: Readonly<Record<string, string>>,
  placeholders: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filled).map(([setting, value]) => [
      fillPlaceholders(setting, placeholders),
      fillPlaceholders(value, placeholders),
    ]),
  );

function placeholdersOf(values: ConnectorValues): Readonly<Record<string, string>> {
  const tables = [
    ...values.outboxes.map((schema) => tablePattern(schema, 'outbox')),
    ...values.captured.map(({ schema, table }) => tablePattern(schema, table)),
  ];
  return {
    DATABASE_NAME: values.databaseName,
    DATABASE_HOST: values.databaseHost,
    DATABASE_PORT: String(values.databasePort),
    REPLICATION_ROLE: values.replicationRole,
    PASSWORD_FILE: values.passwordFile,
    PASSWORD_VERSION: values.passwordVersion,
    POLL_INTERVAL_MS: String(values.pollIntervalMs),
    TABLE_PATTERNS: tables.join(','),
    TOPIC_PREFIX_PATTERN: escapePattern(values.databaseName),
    OUTBOX_SCHEMAS: values.outboxes.map(escapePattern).join('|'),
  };
}

const tablePlaceholders = ({
  schema,
  table,
  key,
  topic,
}: ConnectorValues['captured'][number]): Readonly<Record<string, string>> => ({
  ALIAS: `${schema}_${table}`.replaceAll(/[^a-z0-9_]/gu, '_'),
  TABLE_PATTERN: tablePattern(schema, table),
  KEY: key,
  TOPIC: topic,
});

/** Debezium matches `schema.table` as a whole, without quotes, even for a schema named "order". */
const tablePattern = (schema: string, table: string): string => `${escapePattern(schema)}\\.${escapePattern(table)}`;

const escapePattern = (text: string): string => text.replaceAll(/[^A-Za-z0-9_]/gu, '\\$&');
