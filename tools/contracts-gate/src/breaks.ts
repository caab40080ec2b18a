import type { EnumNode, FixedNode, Path, Primitive, RecordNode, SchemaNode, UnionNode } from './schema-node.ts';
import { called } from './schema-node.ts';

/** Why a reader cannot read what a writer writes. Each names the place in either schema. */
export type Break = {
  /** The field, as people write it: `lines.quantity`; empty for the message itself. */
  readonly field: string;
  readonly inReader: Path;
  readonly inWriter: Path;
} & (
  | { readonly kind: 'field-missing' }
  | { readonly kind: 'type'; readonly reads: string; readonly writes: string }
  | { readonly kind: 'name'; readonly reads: string; readonly writes: string }
  | { readonly kind: 'symbols'; readonly of: string; readonly symbols: readonly string[] }
  | { readonly kind: 'branch'; readonly reads: string; readonly writes: string }
  | { readonly kind: 'logical'; readonly reads: string; readonly writes: string }
  | { readonly kind: 'size'; readonly reads: string; readonly writes: string }
);

type Place = Pick<Break, 'field' | 'inReader' | 'inWriter'>;

/** What a reader may promote without asking: the schema resolution of Avro 1.12. */
const promotions: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

/**
 * All that keeps a reader from reading what a writer writes, by the schema resolution of the Avro specification, and
 * where others are stricter, by theirs: full names must agree, as avsc has it, and so must logical types, because a
 * reader that checks or converts values would trip over them.
 */
export const breaksBetween = (reader: SchemaNode, writer: SchemaNode): readonly Break[] =>
  breaks(reader, writer, '', new Set());

const breaks = (reader: SchemaNode, writer: SchemaNode, field: string, seen: Set<string>): readonly Break[] => {
  const place: Place = { field, inReader: reader.path, inWriter: writer.path };
  if (writer.kind === 'union') return writtenUnion(reader, writer, field, seen);
  if (reader.kind === 'union') return readUnion(reader, writer, field, seen);
  if (reader.kind === 'primitive' && writer.kind === 'primitive') return primitive(reader, writer, place);
  if (reader.kind === 'record' && writer.kind === 'record') return record(reader, writer, place, seen);
  if (reader.kind === 'enum' && writer.kind === 'enum') return symbols(reader, writer, place);
  if (reader.kind === 'fixed' && writer.kind === 'fixed') return fixed(reader, writer, place);
  if (reader.kind === 'array' && writer.kind === 'array') return breaks(reader.items, writer.items, field, seen);
  if (reader.kind === 'map' && writer.kind === 'map') return breaks(reader.values, writer.values, field, seen);
  return [{ ...place, kind: 'type', reads: called(reader), writes: called(writer) }];
};

const primitive = (reader: Primitive, writer: Primitive, place: Place): readonly Break[] => {
  const said = { ...place, reads: called(reader), writes: called(writer) };
  const isRead = reader.name === writer.name || promotions[writer.name]?.includes(reader.name) === true;
  if (!isRead) return [{ ...said, kind: 'type' }];
  return reader.logical === writer.logical ? [] : [{ ...said, kind: 'logical' }];
};

const record = (reader: RecordNode, writer: RecordNode, place: Place, seen: Set<string>): readonly Break[] => {
  if (!isCalled(reader, writer.name)) return [misnamed(reader, writer, place)];
  const pair = `${reader.name} ${writer.name}`;
  if (seen.has(pair)) return [];
  seen.add(pair);
  return reader.fields.flatMap((wanted): readonly Break[] => {
    const name = place.field === '' ? wanted.name : `${place.field}.${wanted.name}`;
    const written =
      writer.fields.find((candidate) => candidate.name === wanted.name) ??
      writer.fields.find((candidate) => wanted.aliases.includes(candidate.name));
    if (written !== undefined) return breaks(wanted.type, written.type, name, seen);
    if (wanted.hasDefault) return [];
    return [{ kind: 'field-missing', field: name, inReader: wanted.path, inWriter: writer.path }];
  });
};

const symbols = (reader: EnumNode, writer: EnumNode, place: Place): readonly Break[] => {
  if (!isCalled(reader, writer.name)) return [misnamed(reader, writer, place)];
  const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  if (unknown.length === 0 || reader.default !== undefined) return [];
  return [{ ...place, kind: 'symbols', of: unqualified(reader.name), symbols: unknown }];
};

const fixed = (reader: FixedNode, writer: FixedNode, place: Place): readonly Break[] => {
  if (!isCalled(reader, writer.name)) return [misnamed(reader, writer, place)];
  if (reader.size !== writer.size) {
    return [{ ...place, kind: 'size', reads: `${reader.size} bytes`, writes: `${writer.size} bytes` }];
  }
  if (reader.logical === writer.logical) return [];
  return [{ ...place, kind: 'logical', reads: reader.logical ?? 'plain', writes: writer.logical ?? 'plain' }];
};

/** Every branch that may be written must find a reader. */
const writtenUnion = (reader: SchemaNode, writer: UnionNode, field: string, seen: Set<string>): readonly Break[] =>
  writer.branches.flatMap((branch): readonly Break[] => {
    const found = breaks(reader, branch, field, seen);
    // What differs inside a branch is told as such; a branch that nobody reads is told as the branch.
    return found.map((one) =>
      one.kind === 'type' && one.field === field
        ? {
            ...one,
            kind: 'branch',
            inReader: reader.path,
            inWriter: writer.path,
            reads: called(reader),
            writes: called(branch),
          }
        : one,
    );
  });

/** One branch that reads it is enough; if none does, the one of its kind tells what is wrong. */
const readUnion = (reader: UnionNode, writer: SchemaNode, field: string, seen: Set<string>): readonly Break[] => {
  const tried = reader.branches.map((branch) => ({ branch, found: breaks(branch, writer, field, new Set(seen)) }));
  if (tried.some(({ found }) => found.length === 0)) return [];
  const alike = tried.find(({ branch }) => isAlike(branch, writer));
  if (alike !== undefined) return alike.found;
  const place: Place = { field, inReader: reader.path, inWriter: writer.path };
  return [{ ...place, kind: 'branch', reads: called(reader), writes: called(writer) }];
};

const isAlike = (reader: SchemaNode, writer: SchemaNode): boolean =>
  reader.kind === writer.kind &&
  (reader.kind !== 'primitive' || writer.kind !== 'primitive' || reader.name === writer.name);

const misnamed = (reader: { readonly name: string }, writer: { readonly name: string }, place: Place): Break => ({
  ...place,
  kind: 'name',
  reads: reader.name,
  writes: writer.name,
});

const isCalled = (reader: { readonly name: string; readonly aliases: readonly string[] }, name: string): boolean =>
  reader.name === name || reader.aliases.includes(name);

const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
