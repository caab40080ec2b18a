import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageCodec } from '@tidemark/avro';
import type { OutboxRow } from '@tidemark/event-store';
import type { NamedMade } from './keeping.ts';

/** What a column of the outbox holds; `insert-outbox` writes the same. */
const columns: Readonly<Record<string, (row: OutboxRow) => string | undefined>> = {
  type: (row) => row.type,
  correlation_id: (row) => row.cause.correlationId,
  causation_id: (row) => row.cause.messageId,
  traceparent: (row) => row.cause.traceparent,
  actor: (row) => row.cause.actor,
  stream_version: (row) => row.streamVersion?.toString(),
  dead_letter_cause: (row) => row.deadLetter?.cause,
  dead_letter_origin: (row) => row.deadLetter?.origin,
};

/** Which column becomes which header, as the connector is told. */
const headersOfConnector = (): readonly (readonly [column: string, header: string])[] => {
  const file = join(import.meta.dirname, '../../../infra/debezium/outbox.connector.json');
  const { config } = JSON.parse(readFileSync(file, 'utf8')) as { readonly config: Readonly<Record<string, string>> };
  const placement = config['transforms.outbox.table.fields.additional.placement'] ?? '';
  return placement.split(',').map((entry) => {
    const [column = '', , header = column] = entry.split(':');
    return [column, header];
  });
};

/** The record that the connector makes of an outbox row, decoded. */
export const emittedOf = async (row: OutboxRow, codec: MessageCodec): Promise<NamedMade> => {
  const content = await codec.decode(row.payload);
  const headers = headersOfConnector().flatMap(([column, header]) => {
    const value = columns[column]?.(row);
    return value === undefined ? [] : [[header, value] as const];
  });
  const keyedBy = Object.entries(content).find(([, value]: [string, unknown]) => value === row.key)?.[0] ?? 'no field';
  return {
    name: content.type,
    content,
    metadata: { topic: row.topic, key: row.key, keyedBy, id: row.id, ...Object.fromEntries(headers) },
  };
};
