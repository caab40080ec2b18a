import type { AnyFields } from './needs.ts';

/** What became of the fields of a message while it was handled. */
export interface Touched {
  /** Paths of values that were read, such as `lines[].sku`. */
  readonly read: Set<string>;
  /** Paths that were asked for and are not there, because the needs do not state them. */
  readonly missed: Set<string>;
}

export const nothingTouched = (): Touched => ({ read: new Set(), missed: new Set() });

/**
 * The message as the handler gets it: what the needs state of it, and a note of each field that is asked for.
 *
 * A list or record counts by the values within. `known` are the fields that the contract has, so that what the language
 * itself asks of any object (`toJSON`, `then`) is not taken for a field.
 */
export const recorded = <Value extends object>(value: Value, known: AnyKnown, touched: Touched, path = ''): Value =>
  new Proxy(value, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof name !== 'string' || !Object.hasOwn(known, name)) return found;
      const here = `${path}${name}`;
      if (!Object.hasOwn(target, name)) {
        touched.missed.add(here);
        return undefined;
      }
      const within = known[name];
      if (Array.isArray(found)) return recordedList(found, within, touched, here);
      if (typeof found === 'object' && found !== null)
        return recorded(found, typeof within === 'object' ? within : {}, touched, `${here}.`);
      touched.read.add(here);
      return found;
    },
    has(target, name) {
      if (typeof name === 'string' && Object.hasOwn(known, name) && !Object.hasOwn(target, name))
        touched.missed.add(`${path}${name}`);
      return Reflect.has(target, name);
    },
  });

const recordedList = (items: readonly unknown[], within: AnyKnown | true | undefined, touched: Touched, here: string) =>
  items.map((item) =>
    typeof item === 'object' && item !== null
      ? recorded(item, typeof within === 'object' ? within : {}, touched, `${here}[].`)
      : item,
  );

/** The fields of a contract, as a tree. */
export interface AnyKnown {
  readonly [field: string]: AnyKnown | true;
}

/** Every field that an example shows: a whole message has all of its contract's. */
export const knownFieldsOf = (example: object): AnyKnown =>
  Object.fromEntries(Object.entries(example).map(([name, value]: [string, unknown]) => [name, knownOf(value)]));

const knownOf = (value: unknown): AnyKnown | true => {
  const inner: unknown = Array.isArray(value) ? value[0] : value;
  return typeof inner === 'object' && inner !== null ? knownFieldsOf(inner) : true;
};

/** The paths of all values that the needs state. */
export const statedPaths = (fields: AnyFields, path = ''): readonly string[] =>
  Object.entries(fields).flatMap(([name, outer]) => {
    const need = outer.need === 'orNull' ? outer.inner : outer;
    if (need.need === 'record') return statedPaths(need.fields, `${path}${name}.`);
    if (need.need === 'each') return statedPaths(need.fields, `${path}${name}[].`);
    return [`${path}${name}`];
  });
