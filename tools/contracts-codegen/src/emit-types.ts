import type { Contract, EnumShape, Field, FieldType, RecordShape } from './contract.ts';

/** The module of one owner: an interface per message and nested record, a string union per enum, docs as TSDoc. */
export const emitOwner = (contracts: readonly Contract[]): string =>
  contracts.flatMap(({ record, nested }) => [emitRecord(record, record.name), ...nested.map(emitNested)]).join('\n');

const emitNested = (shape: RecordShape | EnumShape): string =>
  shape.kind === 'record' ? emitRecord(shape) : emitEnum(shape);

const emitEnum = ({ name, doc, symbols }: EnumShape): string =>
  `${tsdoc(doc)}\nexport type ${name} = ${symbols.map((symbol) => `'${symbol}'`).join(' | ')};\n`;

const emitRecord = ({ name, doc, fields }: RecordShape, type?: string): string =>
  [
    tsdoc(doc),
    `export interface ${name} {`,
    ...(type === undefined ? [] : [`readonly type: '${type}';`]),
    ...fields.map(emitField),
    '}\n',
  ].join('\n');

const emitField = ({ name, doc, type }: Field): string => `${tsdoc(doc)}\nreadonly ${name}: ${typeText(type)};`;

const typeText = (type: FieldType): string => {
  switch (type.kind) {
    case 'string':
    case 'boolean':
      return type.kind;
    case 'int':
    case 'long':
      return 'number';
    case 'named':
      return type.name;
    case 'array':
      return type.items.kind === 'nullable'
        ? `readonly (${typeText(type.items)})[]`
        : `readonly ${itemText(type.items)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeText(type.values)}>>`;
    case 'nullable':
      return `${typeText(type.of)} | null`;
  }
};

const itemText = (type: FieldType): string => (type.kind === 'array' ? `(${typeText(type)})` : typeText(type));

const tsdoc = (doc: string): string => `/** ${doc.replaceAll('*/', String.raw`*\/`)} */`;
