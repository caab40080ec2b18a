import type { Contract } from './contract.ts';

/** The module of the schemas themselves, for those who encode and decode and for those who register. */
export const emitSchemas = (contracts: readonly Contract[]): string =>
  [
    "import type { MessageType } from './messages.ts';",
    '',
    '/** A message as Avro knows it. */',
    'export interface RecordSchema {',
    "readonly type: 'record';",
    'readonly name: MessageType;',
    'readonly namespace: string;',
    'readonly doc: string;',
    'readonly topic: string;',
    'readonly key: string;',
    'readonly fields: readonly unknown[];',
    '}',
    '',
    '/** The schema of each message, as its file has it. */',
    'export const schemas: Readonly<Record<MessageType, RecordSchema>> = {',
    ...contracts.map(({ record, schema }) => `${record.name}: ${JSON.stringify(schema)},`),
    '};',
  ].join('\n');
