import type { SchemaJson } from '../avsc-verdict.ts';

/** Whose readers break: those of before reading what is written now, those of now reading what was written before. */
export type Breaks = 'nobody' | 'old' | 'new' | 'both';

/** One change of a schema, and what the world says of it. */
export interface Evolution {
  readonly name: string;
  readonly before: SchemaJson;
  readonly after: SchemaJson;
  /** By the schema resolution of the Avro specification, 1.12. */
  readonly specification: Breaks;
  /** Only where avsc 5.7.9 says something else. */
  readonly avsc?: Breaks;
  /** Only where Apicurio 3.0.9 under FULL_TRANSITIVE does something else than the specification. */
  readonly registry?: 'accepts' | 'refuses';
  /** Only where the gate objects though nobody else does. */
  readonly house?: Breaks;
  /** Why they disagree. */
  readonly because?: string;
}

/** What the registry does about it at a deployment. */
export const registryOn = ({ specification, registry }: Evolution): 'accepts' | 'refuses' =>
  registry ?? (specification === 'nobody' ? 'accepts' : 'refuses');

type Disagreement = Pick<Evolution, 'avsc' | 'registry' | 'house' | 'because'>;

export const evolution = (
  name: string,
  before: SchemaJson,
  after: SchemaJson,
  specification: Breaks,
  disagreement: Disagreement = {},
): Evolution => ({ name, before, after, specification, ...disagreement });

export const namespace = 'tidemark.yard.v1';

/** A message with these fields, and a plate. */
export const truck = (fields: readonly object[], more: object = {}): object => ({
  type: 'record',
  name: 'TruckLeft',
  namespace,
  fields: [{ name: 'plate', type: 'string' }, ...fields],
  ...more,
});

/** A message whose load is of a type. */
export const load = (type: unknown, more: object = {}): object => truck([{ name: 'load', type, ...more }]);

export const gate = (symbols: readonly string[], more: object = {}): object => ({
  type: 'enum',
  name: 'TruckLeftGate',
  symbols,
  ...more,
});

export const line = (fields: readonly object[], more: object = {}): object => ({
  type: 'record',
  name: 'TruckLeftLine',
  fields: [{ name: 'sku', type: 'string' }, ...fields],
  ...more,
});

export const logical = (type: string, logicalType: string, more: object = {}): object => ({
  type,
  logicalType,
  ...more,
});

export const seal = (size: number, more: object = {}): object => ({
  type: 'fixed',
  name: 'TruckLeftSeal',
  size,
  ...more,
});
