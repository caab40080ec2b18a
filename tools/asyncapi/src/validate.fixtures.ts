import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';

/** What the official parser finds wrong in a document, its Avro schemas included: one line each. */
export const findingsIn = async (text: string): Promise<readonly string[]> => {
  const parser = new Parser({ schemaParsers: [AvroSchemaParser()] });
  const { diagnostics } = await parser.parse(text);
  return diagnostics.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
