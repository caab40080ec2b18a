/** Where something stands in the JSON of a schema. */
export type Path = readonly (string | number)[];

interface Standing {
  readonly path: Path;
}

export interface Primitive extends Standing {
  readonly kind: 'primitive';
  readonly name: string;
  readonly logical?: string;
}

export interface FieldNode extends Standing {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly hasDefault: boolean;
  readonly type: SchemaNode;
}

/** Names and aliases are full ones. */
interface Named extends Standing {
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface RecordNode extends Named {
  readonly kind: 'record';
  readonly fields: readonly FieldNode[];
}

export interface EnumNode extends Named {
  readonly kind: 'enum';
  readonly symbols: readonly string[];
  readonly default?: string;
}

export interface FixedNode extends Named {
  readonly kind: 'fixed';
  readonly size: number;
  readonly logical?: string;
}

export interface ArrayNode extends Standing {
  readonly kind: 'array';
  readonly items: SchemaNode;
}

export interface MapNode extends Standing {
  readonly kind: 'map';
  readonly values: SchemaNode;
}

export interface UnionNode extends Standing {
  readonly kind: 'union';
  readonly branches: readonly SchemaNode[];
}

/** Any Avro schema, with its names resolved; a record may lead back to itself. */
export type SchemaNode = Primitive | RecordNode | EnumNode | FixedNode | ArrayNode | MapNode | UnionNode;

/** How people call a type in a sentence. */
export const called = (node: SchemaNode): string => {
  switch (node.kind) {
    case 'primitive':
      return node.logical === undefined ? node.name : `${node.name} (${node.logical})`;
    case 'record':
    case 'enum':
    case 'fixed':
      return `the ${node.kind} ${node.name}`;
    case 'array':
      return `an array of ${called(node.items)}`;
    case 'map':
      return `a map of ${called(node.values)}`;
    case 'union':
      return `the union of ${node.branches.map(called).join(' and ')}`;
  }
};
