import type { FieldNode, Path, SchemaNode } from './schema-node.ts';

type Json = Readonly<Record<string, unknown>>;

interface Scope {
  readonly path: Path;
  readonly namespace: string;
  readonly declared: Map<string, SchemaNode>;
}

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);

/**
 * Resolves the names of a schema that avsc has accepted: it is Avro, so only its meaning is looked for here.
 *
 * Fails with a TypeError at what is no schema.
 */
export const readSchema = (schema: unknown): SchemaNode =>
  read(schema, { path: [], namespace: '', declared: new Map() });

const read = (schema: unknown, scope: Scope): SchemaNode => {
  const { path } = scope;
  if (Array.isArray(schema)) {
    return { kind: 'union', path, branches: schema.map((branch, index) => read(branch, inside(scope, index))) };
  }
  if (typeof schema === 'string') return reference(schema, scope);
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${JSON.stringify(schema)} is no schema.`);
  const json = schema as Json;
  switch (json['type']) {
    case 'record':
      return record(json, scope);
    case 'enum': {
      const { name, aliases } = namesOf(json, scope);
      const fallback = json['default'];
      const symbols = json['symbols'] as readonly string[];
      const node = { kind: 'enum', path, name, aliases, symbols } as const;
      return declare(typeof fallback === 'string' ? { ...node, default: fallback } : node, scope);
    }
    case 'fixed': {
      const { name, aliases } = namesOf(json, scope);
      const node = { kind: 'fixed', path, name, aliases, size: Number(json['size']), ...logicalOf(json) } as const;
      return declare(node, scope);
    }
    case 'array':
      return { kind: 'array', path, items: read(json['items'], inside(scope, 'items')) };
    case 'map':
      return { kind: 'map', path, values: read(json['values'], inside(scope, 'values')) };
    default: {
      const node = read(json['type'], inside(scope, 'type'));
      return node.kind === 'primitive' ? { ...node, path, ...logicalOf(json) } : node;
    }
  }
};

const reference = (name: string, { path, namespace, declared }: Scope): SchemaNode => {
  if (primitives.has(name)) return { kind: 'primitive', path, name };
  const node = declared.get(fullName(name, namespace)) ?? declared.get(name);
  if (node === undefined) throw new TypeError(`Nothing is called ${name}.`);
  return node;
};

const record = (json: Json, scope: Scope): SchemaNode => {
  const { name, aliases } = namesOf(json, scope);
  const fields: FieldNode[] = [];
  // Declared before its fields are read, which may name it.
  const node = declare({ kind: 'record', path: scope.path, name, aliases, fields }, scope);
  const within = { ...scope, namespace: name.slice(0, Math.max(0, name.lastIndexOf('.'))) };
  for (const [index, field] of (json['fields'] as readonly Json[]).entries()) {
    const at = inside(inside(within, 'fields'), index);
    fields.push({
      path: at.path,
      name: String(field['name']),
      aliases: (field['aliases'] as readonly string[] | undefined) ?? [],
      hasDefault: 'default' in field,
      type: read(field['type'], inside(at, 'type')),
    });
  }
  return node;
};

const declare = <Node extends SchemaNode & { readonly name: string }>(node: Node, { declared }: Scope): Node => {
  declared.set(node.name, node);
  return node;
};

const namesOf = (json: Json, scope: Scope): { readonly name: string; readonly aliases: readonly string[] } => {
  const own = json['namespace'];
  const name = fullName(String(json['name']), typeof own === 'string' ? own : scope.namespace);
  const namespace = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const aliases = (json['aliases'] as readonly string[] | undefined) ?? [];
  return { name, aliases: aliases.map((alias) => fullName(alias, namespace)) };
};

const fullName = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;

/** Two decimals are one type only with the same precision and scale. */
const logicalOf = (json: Json): { readonly logical?: string } => {
  const logical = json['logicalType'];
  if (typeof logical !== 'string') return {};
  const { precision, scale = 0 } = json;
  return { logical: precision === undefined ? logical : `${logical} ${Number(precision)},${Number(scale)}` };
};

const inside = (scope: Scope, ...steps: Path): Scope => ({ ...scope, path: [...scope.path, ...steps] });
