import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import avro from 'avsc';
import { isJsonObject } from './contract.ts';
import type { Contract, JsonObject } from './contract.ts';
import { jsonFaultOf } from './json-fault.ts';
import { nameOf, readRecord } from './read-shapes.ts';
import type { Reading } from './read-shapes.ts';
import { RefusedContract } from './refused-contract.ts';
import { SchemaSource } from './schema-source.ts';

/**
 * Reads every `<owner>/<Name>.avsc` below a folder, by owner and name.
 *
 * Fails with {@link RefusedContract} at the first file that leaves the subset, lacks a doc, a topic or a key, or has no owner.
 */
export const readContracts = (folder: string): readonly Contract[] => {
  refuseStrays(folder);
  const declaredIn = new Map<string, string>();
  return owners(folder).flatMap((owner) =>
    readdirSync(join(folder, owner))
      .filter((file) => file.endsWith('.avsc'))
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, owner, file), 'utf8');
        return readContract(owner, new SchemaSource(`${owner}/${file}`, text, declaredIn));
      }),
  );
};

/** Whatever stands elsewhere or ends otherwise would be read by nobody, and nobody would say so. */
const refuseStrays = (folder: string): void => {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!entry.isFile() || entry.name.startsWith('.') || /^[^/]+\/[^/]+\.avsc$/u.test(file)) continue;
    const sentence = `Nobody owns this file: move a message to <owner>/<Name>.avsc, and anything else out of here.`;
    throw new RefusedContract(file, 1, sentence);
  }
};

const owners = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

const readContract = (owner: string, source: SchemaSource): Contract => {
  const schema = parse(source);
  if (schema['type'] !== 'record') return source.refuse('A contract is one record; this file holds something else.');
  const name = nameOf(schema, source);
  if (`${name}.avsc` !== basename(source.file))
    source.refuse(`Record ${name} belongs in a file of its own name.`, name);
  const namespace = namespaceOf(owner);
  if (schema['namespace'] !== namespace) source.refuse(`Record ${name} needs the namespace ${namespace}.`, name);

  const reading: Reading = { source, message: name, nested: [] };
  const record = readRecord(schema, ['namespace', 'topic', 'key', 'draft'], reading);
  if (record.fields.some((field) => field.name === 'type')) {
    source.refuse(`Field ${name}.type would hide the message's own name; call it something else.`, 'type');
  }
  const draft = isDraft(schema, source);
  const contract = { owner, topic: topicOf(schema, owner, source), key: keyOf(schema, source), record, schema, draft };
  if (record.fields.find((field) => field.name === contract.key)?.type.kind !== 'string') {
    source.refuse(`Record ${name} names "${contract.key}" as its key, which is no string field of it.`, name);
  }
  acceptedByAvsc(schema, source);
  return { ...contract, nested: reading.nested };
};

/** A name of Avro holds no hyphens. */
const namespaceOf = (owner: string): string => `tidemark.${owner.replaceAll('-', '_')}.v1`;

const isDraft = ({ name, draft }: JsonObject, source: SchemaSource): boolean =>
  draft === undefined || draft === true
    ? draft === true
    : source.refuse(`Record ${String(name)} has a "draft" that is not true; a message has none.`, String(name));

const parse = (source: SchemaSource): JsonObject => {
  let schema: unknown;
  try {
    schema = JSON.parse(source.text);
  } catch {
    const { line, sentence } = jsonFaultOf(source.text);
    return source.refuse(sentence, line);
  }
  return isJsonObject(schema) ? schema : source.refuse('A contract is one record; this file holds something else.');
};

const topicOf = (schema: JsonObject, owner: string, source: SchemaSource): string => {
  const { name, topic } = schema;
  if (topic === `${owner}.events.v1` || topic === `${owner}.commands.v1`) return topic;
  const sentence = `Record ${String(name)} needs a "topic": either ${owner}.events.v1 or ${owner}.commands.v1.`;
  return source.refuse(sentence, String(name));
};

const keyOf = ({ name, key }: JsonObject, source: SchemaSource): string =>
  typeof key === 'string'
    ? key
    : source.refuse(`Record ${String(name)} needs a "key": the field whose value is the record's key.`, String(name));

/** The subset says what we want; avsc says whether the rest, defaults above all, is Avro. */
const acceptedByAvsc = (schema: JsonObject, source: SchemaSource): void => {
  try {
    avro.Type.forSchema(JSON.parse(JSON.stringify(schema)) as Parameters<typeof avro.Type.forSchema>[0]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    source.refuse(`avsc does not accept this schema: ${reason}.`, String(schema['name']));
  }
};
