import type { AnyFields, AnyNeed } from './needs.ts';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

/** Only what is read of a value: what the reader would have if nobody sent more. */
export const cutTo = (fields: AnyFields, value: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, need]) => [name, cutValue(need, value[name])]));

const cutValue = (need: AnyNeed, value: Json): Json => {
  if (value === null || value === undefined) return value;
  switch (need.need) {
    case 'text':
    case 'integer':
      return value;
    case 'orNull':
      return cutValue(need.inner, value);
    case 'each':
      return (value as readonly Fields[]).map((item) => cutTo(need.fields, item));
    case 'record':
      return cutTo(need.fields, value as Fields);
  }
};

/** The same as Pact takes it: each value with its matcher (Pact's "integration JSON"). */
export const matchersOf = (fields: AnyFields, value: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, need]) => [name, matcherOf(need, value[name])]));

const matcherOf = (need: AnyNeed, value: Json): Json => {
  switch (need.need) {
    case 'text':
      return textLike(need.pattern, value);
    case 'integer':
      return { 'pact:matcher:type': 'integer', value };
    case 'orNull':
      return value === null ? { 'pact:matcher:type': 'null', value: null } : matcherOf(need.inner, value);
    case 'each': {
      const [first = {}] = value as readonly Fields[];
      return { 'pact:matcher:type': 'type', value: [matchersOf(need.fields, first)], min: 1 };
    }
    case 'record':
      return matchersOf(need.fields, value as Fields);
  }
};

/** A text of this pattern. To Pact's pattern alone a number is a text, so its type is compared as well. */
export const textLike = (regex: string, value: unknown) => ({
  'pact:matcher:type': [{ 'pact:matcher:type': 'type' }, { 'pact:matcher:type': 'regex', regex }],
  value,
});

/** What Pact would show of a content with matchers: the values alone. */
export const shownBy = (content: unknown): unknown => {
  if (typeof content !== 'object' || content === null) return content;
  if ('pact:matcher:type' in content) return shownBy((content as unknown as { readonly value: unknown }).value);
  if (Array.isArray(content)) return content.map(shownBy);
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, shownBy(value)]));
};

/** What tells the cases of a message apart: of each field that may be null or is a symbol, which of these it is. */
export type Case = Readonly<Record<string, string>>;

export const caseOf = (fields: AnyFields, value: Fields, path = ''): Case =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, need]) => Object.entries(caseOfValue(need, value[name], `${path}${name}`))),
  );

const caseOfValue = (need: AnyNeed, value: Json, path: string): Case => {
  switch (need.need) {
    case 'text':
      return need.symbols === undefined ? {} : { [path]: String(value) };
    // The items of a list differ among themselves, so they do not tell messages apart.
    case 'each':
    case 'integer':
      return {};
    case 'orNull':
      return value === null ? { [path]: NULL } : { [path]: NOT_NULL, ...caseOfValue(need.inner, value, path) };
    case 'record':
      return caseOf(need.fields, value as Fields, `${path}.`);
  }
};

const NULL = 'null';
const NOT_NULL = 'not null';

/** Whether an emitted message is such a case: known by its values alone, because its sender knows no needs. */
export const isCase = (message: Fields, wanted: Case): boolean =>
  Object.entries(wanted).every(([path, which]) => {
    const value = valueAt(message, path);
    if (which === NULL) return value === null;
    return which === NOT_NULL ? value !== null && value !== undefined : value === which;
  });

export const valueAt = (message: Json, path: string): Json =>
  path.split('.').reduce<Json>((value, name) => (value as Fields | null | undefined)?.[name], message);

/** Every case that the fields speak of, one at a time: what the examples must show. */
export const casesToShow = (fields: AnyFields, path = ''): readonly (readonly [path: string, which: string])[] =>
  Object.entries(fields).flatMap(([name, need]) => showOf(need, `${path}${name}`));

const showOf = (need: AnyNeed, path: string): readonly (readonly [string, string])[] => {
  switch (need.need) {
    case 'text':
      return (need.symbols ?? []).map((symbol) => [path, symbol]);
    case 'integer':
    case 'each':
      return [];
    case 'orNull':
      return [
        [path, NULL],
        ...(need.inner.need === 'text' && need.inner.symbols ? [] : [[path, NOT_NULL] as const]),
        ...showOf(need.inner, path),
      ];
    case 'record':
      return casesToShow(need.fields, `${path}.`);
  }
};

/** `OrderDispatched` or `OrderDispatched, trackingCode null`. */
export const titleOf = (type: string, which: Case): string =>
  [type, ...Object.entries(which).map(([path, value]) => `${path} ${value}`)].join(', ');
