export { createMessageCodec } from './codec.ts';
export type { MessageCodec, MessageCodecParts } from './codec.ts';
export {
  IncompatibleSchema,
  InvalidMessage,
  MalformedMessage,
  RegistryUnavailable,
  UnknownMessage,
  UnknownSchema,
  UnregisteredSchemas,
} from './errors.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export { httpRegistry } from './registry.ts';
export type { Registry } from './registry.ts';
export {
  contractSchemas,
  loadSchemaRows,
  numberedSchemaRows,
  schemaIdsOf,
  schemasOf,
  schemaTable,
} from './schema-rows.ts';
export type { ContractSchema, Query, SchemaIds, SchemaRow } from './schema-rows.ts';
export type { Language } from './schema-types.ts';
