import avro from 'avsc';

const { ArrayType, MapType, RecordType, UnwrappedUnionType } = avro.types;

type Convert = (value: never) => unknown;

/**
 * Prepares the way from what avsc gives, instances of classes it made, to plain objects; `undefined` where there is
 * nothing to convert. A decoded message then equals the one that was written, also for those who compare prototypes.
 */
export const plainOf = (type: avro.Type): Convert | undefined => {
  if (type instanceof UnwrappedUnionType) return plainUnion(type.types);
  if (type instanceof RecordType) return plainRecord(type);
  if (type instanceof ArrayType) return plainArray(type.itemsType);
  if (type instanceof MapType) return plainMap(type.valuesType as avro.Type);
  return undefined;
};

const plainArray = (itemsType: avro.Type): Convert | undefined => {
  const convert = plainOf(itemsType);
  return convert && ((items: readonly never[]) => items.map((item) => convert(item)));
};

const plainMap = (valuesType: avro.Type): Convert | undefined => {
  const convert = plainOf(valuesType);
  return (
    convert &&
    ((map: Readonly<Record<string, never>>) =>
      Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value)])))
  );
};

const plainRecord = (type: avro.types.RecordType): Convert => {
  const conversions = type.fields.flatMap((field) => {
    const convert = plainOf(field.type);
    return convert === undefined ? [] : [{ name: field.name, convert }];
  });
  return (record: Readonly<Record<string, never>>) => {
    const plain: Record<string, unknown> = { ...record };
    for (const { name, convert } of conversions) plain[name] = convert(record[name] as never);
    return plain;
  };
};

/** The only union of a contract is `["null", X]`. */
const plainUnion = (types: readonly avro.Type[]): Convert | undefined => {
  const convert = types.map((type) => plainOf(type)).find((found) => found !== undefined);
  return convert && ((value: unknown) => (value === null ? null : convert(value as never)));
};
