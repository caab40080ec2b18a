/** The types a contract may use. The subset is closed: each of them must mean the same to every reader, in any language. */
export type FieldType =
  | { readonly kind: 'string' | 'int' | 'long' | 'boolean' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'array'; readonly items: FieldType }
  | { readonly kind: 'map'; readonly values: FieldType }
  | { readonly kind: 'nullable'; readonly of: FieldType };

export interface Field {
  readonly name: string;
  readonly doc: string;
  readonly type: FieldType;
}

export interface RecordShape {
  readonly kind: 'record';
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly name: string;
  readonly doc: string;
  readonly symbols: readonly string[];
}

/** One message of the published language: a record of its own file, with everything that is declared inside it. */
export interface Contract {
  readonly owner: string;
  readonly topic: string;
  readonly key: string;
  readonly record: RecordShape;
  readonly nested: readonly (RecordShape | EnumShape)[];
  readonly schema: JsonObject;
  /** Has a type to write code with, and is no message yet: nobody can say it or hear it. */
  readonly draft: boolean;
}

/** What is part of the language: all but the drafts. */
export const spoken = (contracts: readonly Contract[]): readonly Contract[] => contracts.filter(({ draft }) => !draft);

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
