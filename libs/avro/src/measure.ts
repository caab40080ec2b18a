import avro from 'avsc';
import { ScanFailure } from './scan.ts';
import type { Scan } from './scan.ts';

/** Walks over one value as a schema says. Fails with {@link ScanFailure} when the bytes do not keep to it or ask too much. */
export type Measure = (scan: Scan, depth: number) => void;

/**
 * Prepares the walk over a writer's schema, which comes before avsc sees any byte.
 *
 * It refuses whatever avsc would believe without a check: counts without items behind them, block sizes that jump
 * elsewhere, indices of no branch. So after it the decoder cannot be led into more work than the limits allow.
 */
export const measureOf = (type: avro.Type, known = new Map<avro.Type, Measure>()): Measure => {
  const before = known.get(type);
  if (before !== undefined) return before;
  // A recursive schema meets itself before its own walk is ready.
  known.set(type, (scan, depth) => ready(scan, depth));
  const ready = walkOf(type, (inner) => measureOf(inner, known));
  known.set(type, ready);
  return ready;
};

type WalkOf = (type: avro.Type) => Measure;

const { ArrayType, EnumType, FixedType, LogicalType, MapType, RecordType, UnwrappedUnionType, WrappedUnionType } =
  avro.types;

const walkOf = (type: avro.Type, walk: WalkOf): Measure => {
  if (type instanceof UnwrappedUnionType || type instanceof WrappedUnionType) return union(type.types.map(walk));
  if (type instanceof LogicalType) return walk(type.underlyingType);
  if (type instanceof RecordType) return record(type.fields.map((field) => walk(field.type)));
  if (type instanceof ArrayType) return blocks(walk(type.itemsType));
  if (type instanceof MapType) return blocks(entry(walk(type.valuesType as avro.Type)));
  if (type instanceof EnumType) return index(type.symbols.length, 'an enum has no symbol');
  if (type instanceof FixedType) return fixed(type.size);
  return primitive(type.typeName);
};

const record =
  (fields: readonly Measure[]): Measure =>
  (scan, depth) => {
    const inside = scan.deeper(depth);
    for (const field of fields) field(scan, inside);
  };

const union =
  (branches: readonly Measure[]): Measure =>
  (scan, depth) => {
    const chosen = scan.long();
    const branch = branches[chosen];
    if (branch === undefined) throw new ScanFailure(`a union has no branch ${chosen}`);
    branch(scan, depth);
  };

const entry =
  (value: Measure): Measure =>
  (scan, depth) => {
    scan.mapKey();
    value(scan, depth);
  };

/** Arrays and maps come in blocks. One with a negative count says its size too; a skipping reader would jump by it. */
const blocks =
  (item: Measure): Measure =>
  (scan, depth) => {
    const inside = scan.deeper(depth);
    for (let count = scan.long(); count !== 0; count = scan.long()) {
      const size = count < 0 ? scan.long() : undefined;
      const items = Math.abs(count);
      scan.items(items);
      const start = scan.position;
      for (let done = 0; done < items; done += 1) item(scan, inside);
      if (size !== undefined && size !== scan.position - start) {
        throw new ScanFailure(`a block says it has ${size} bytes, and has ${scan.position - start}`);
      }
    }
  };

const index =
  (count: number, complaint: string): Measure =>
  (scan) => {
    const chosen = scan.long();
    if (chosen < 0 || chosen >= count) throw new ScanFailure(`${complaint} ${chosen}`);
  };

const fixed =
  (size: number): Measure =>
  (scan) =>
    scan.take(size, 'a value of fixed size');

const int: Measure = (scan) => {
  const value = scan.long();
  if (value < -0x8000_0000 || value > 0x7fff_ffff) throw new ScanFailure('an int is beyond 32 bits');
};

const boolean: Measure = (scan) => {
  if (scan.byte() > 1) throw new ScanFailure('a boolean is neither 0 nor 1');
};

const primitive = (name: string): Measure => {
  switch (name) {
    case 'null':
      return () => {};
    case 'boolean':
      return boolean;
    case 'int':
      return int;
    case 'long':
    case 'abstract:long':
      return (scan) => void scan.long();
    case 'float':
      return fixed(4);
    case 'double':
      return fixed(8);
    case 'bytes':
      return (scan) => scan.byteString();
    case 'string':
      return (scan) => scan.string();
    default:
      throw new TypeError(`Avro has no type ${name}.`);
  }
};
