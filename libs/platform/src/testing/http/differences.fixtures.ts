import type { DescribedResponse, OpenApi, Operation } from './open-api.fixtures.ts';
import { operationsOf } from './open-api.fixtures.ts';

/** One thing that a document promises, small enough to be there, to be gone, or to be another. */
interface Promised {
  /** What callers send, or what they get. */
  readonly side: 'taken' | 'answered';
  /** Where, as people say it: `body.lines[].sku`, `answer 422 body.code`. */
  readonly place: string;
  /** A keyword of JSON Schema, a value of an enum, or whether there is such a thing at all. */
  readonly rule: string;
  readonly value: unknown;
}

const PRESENCE = 'presence';
const ENUM = 'enum';

/**
 * What the code would put into the document and the committed one says otherwise: one sentence for each, what breaks
 * callers first. Never none where the two differ.
 */
export const differencesOf = (committed: OpenApi, made: OpenApi): readonly string[] => {
  const told = sentencesOn(committed, made);
  const place = told.length === 0 ? firstDifference(committed, JSON.parse(JSON.stringify(made))) : undefined;
  return place === undefined
    ? told
    : [`${place} is another in the code than in the document, which may break its callers`];
};

const sentencesOn = (committed: OpenApi, made: OpenApi): readonly string[] => {
  const [before, now] = [committed, made].map(promisesOf) as [Promises, Promises];
  const told = [...new Set([...before.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), now.get(name)];
    if (was === undefined) return [{ breaks: false, sentence: `${name} is new in the code, which breaks nobody` }];
    if (is === undefined) {
      // What several operations answer is told of at each of them.
      const breaks = !name.startsWith('The ');
      return [{ breaks, sentence: `${name} is gone from the code, which breaks ${breaks ? 'its callers' : 'nobody'}` }];
    }
    return changesOf(was, is).map((change) => ({ ...change, sentence: `${name}: ${change.sentence}` }));
  });
  return told.toSorted((one, other) => Number(other.breaks) - Number(one.breaks)).map(({ sentence }) => sentence);
};

/** The JSON path of the first value that is another. */
const firstDifference = (before: unknown, now: unknown, path = '$'): string | undefined => {
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) {
    return before === now ? undefined : path;
  }
  const [was, is] = [before, now] as readonly Readonly<Record<string, unknown>>[];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .map((name) => firstDifference(was?.[name], is?.[name], `${path}.${name}`))
    .find((found) => found !== undefined);
};

type Promises = ReadonlyMap<string, readonly Promised[]>;

/** By operation; what several of them answer stands beside them. */
const promisesOf = (document: OpenApi): Promises => {
  const { responses, schemas } = document.components;
  return new Map([
    ...operationsOf(document).map(({ name, operation }) => [name, inOperation(operation)] as const),
    ...Object.entries(responses).map(
      ([name, response]) => [`The common answer ${name}`, inAnswer('', response)] as const,
    ),
    ...Object.entries(schemas).map(
      ([name, schema]) => [`The problem ${name}`, inSchema('answered', 'body', schema)] as const,
    ),
    ['The document', inValue('answered', 'head', { ...document, paths: {}, components: {} })],
  ]);
};

const inOperation = ({ parameters, requestBody, responses, ...said }: Operation): readonly Promised[] => [
  ...inValue('answered', 'route', said),
  ...parameters.flatMap((parameter) => inParameter(parameter)),
  ...(requestBody === undefined
    ? []
    : [present('taken', 'body', requestBody.required === true ? 'required' : 'optional')]),
  ...Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) => [
    present('taken', `body type ${type}`, 'possible'),
    ...inSchema('taken', 'body', schema),
  ]),
  ...Object.entries(responses).flatMap(([status, response]) => [
    present('answered', `answer ${status}`, 'possible'),
    ...inAnswer(`answer ${status} `, response),
  ]),
];

const inParameter = ({ name, in: at, ...rest }: Operation['parameters'][number]): readonly Promised[] => {
  const { required, schema = {}, ...said } = rest as { readonly required?: boolean; readonly schema?: object };
  const place = `${at} ${name}`;
  return [
    present('taken', place, required === true ? 'required' : 'optional'),
    ...inSchema('taken', place, schema),
    ...inValue('taken', place, said),
  ];
};

const inAnswer = (
  where: string,
  { description, headers = {}, content = {} }: DescribedResponse,
): readonly Promised[] => [
  { side: 'answered', place: where.trim(), rule: 'description', value: description },
  ...Object.entries(headers).flatMap(([name, { required, schema, ...said }]) => [
    present('answered', `${where}header ${name}`, required ? 'required' : 'optional'),
    ...inSchema('answered', `${where}header ${name}`, schema),
    ...inValue('answered', `${where}header ${name}`, said),
  ]),
  ...Object.entries(content).flatMap(([type, { schema }]) => [
    present('answered', `${where}type ${type}`, 'possible'),
    ...inSchema('answered', `${where}body`, schema),
  ]),
];

type Side = Promised['side'];

const present = (side: Side, place: string, value: 'required' | 'optional' | 'possible'): Promised => ({
  ...{ side, place, rule: PRESENCE, value },
});

interface Schema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly items?: object;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly object[];
  readonly anyOf?: readonly object[];
}

const inSchema = (side: Side, place: string, schema: object): readonly Promised[] => {
  const {
    properties = {},
    required = [],
    items,
    enum: choices = [],
    oneOf = [],
    anyOf = [],
    ...rules
  } = schema as Schema;
  return [
    ...inValue(side, place, rules),
    ...(choices.length === 0 ? [] : [{ side, place, rule: ENUM, value: choices }]),
    ...choices.map((choice): Promised => ({ side, place, rule: JSON.stringify(choice), value: 'possible' })),
    ...(items === undefined ? [] : inSchema(side, `${place}[]`, items)),
    ...Object.entries(properties).flatMap(([name, property]) => [
      present(side, `${place}.${name}`, required.includes(name) ? 'required' : 'optional'),
      ...inSchema(side, `${place}.${name}`, property),
    ]),
    // Problems are told by their codes, which stand beside their schemas.
    ...[...oneOf, ...anyOf].flatMap((one, index) =>
      '$ref' in one ? [] : inSchema(side, `${place} (form ${index + 1})`, one),
    ),
  ];
};

const inValue = (side: Side, place: string, value: object): readonly Promised[] =>
  Object.entries(value).map(([rule, one]: [string, unknown]) => ({ side, place, rule, value: one }));

interface Change {
  readonly breaks: boolean;
  readonly sentence: string;
}

const changesOf = (was: readonly Promised[], is: readonly Promised[]): readonly Change[] => {
  const [before, now] = [was, is].map((all) => new Map(all.map((one) => [`${one.place} ${one.rule}`, one]))) as [
    Map<string, Promised>,
    Map<string, Promised>,
  ];
  const changed = [...new Map([...before, ...now])]
    .map(([key, { side, place, rule }]) => ({
      side,
      place,
      rule,
      from: before.get(key)?.value,
      to: now.get(key)?.value,
    }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  // Of what has come or gone, nothing within is said.
  const whole = changed.filter(({ rule, from, to }) => rule === PRESENCE && (from === undefined || to === undefined));
  // Where an enum stays one, its values are told, and else the enum.
  const opened = new Set(
    changed
      .filter(({ rule, from, to }) => rule === ENUM && (from === undefined || to === undefined))
      .map(({ place }) => place),
  );
  return changed
    .filter(({ place, rule }) => !whole.some((one) => isWithin(place, rule, one.place)))
    .filter(({ place, rule, from, to }) =>
      rule === ENUM ? opened.has(place) : !(opened.has(place) && isValue(from, to) && rule !== PRESENCE),
    )
    .map((change) => ({ breaks: breaksCallers(change), sentence: sentenceOf(change) }));
};

const isWithin = (place: string, rule: string, outer: string): boolean =>
  (place === outer && rule !== PRESENCE) || ['.', '[', ' '].some((next) => place.startsWith(`${outer}${next}`));

interface Changed extends Omit<Promised, 'value'> {
  readonly from: unknown;
  readonly to: unknown;
}

const SAID: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'operationId',
  'tags',
  'title',
  'info',
  'openapi',
  'example',
  'examples',
  'deprecated',
]);

/** Callers break where more is demanded of them, or where they are answered less, or what they may not know. */
const breaksCallers = ({ side, place, rule, from, to }: Changed): boolean => {
  if (SAID.has(rule)) return false;
  const isTaken = side === 'taken';
  if (rule.startsWith('max')) return isTaken ? falls(from, to, Infinity) : falls(to, from, Infinity);
  if (rule.startsWith('min')) return isTaken ? falls(to, from, -Infinity) : falls(from, to, -Infinity);
  if (rule === ENUM) return isTaken ? from === undefined : to === undefined;
  if (rule === 'type') return isTaken ? isNarrower(from, to) : isNarrower(to, from);
  if (rule !== PRESENCE) return isValue(from, to) ? (isTaken ? to === undefined : from === undefined) : true;
  if (isTaken) return to !== 'optional' && to !== 'possible';
  // A failure that does not happen any more is missed by nobody.
  if (to === undefined) return !/^answer [45]/u.test(place) || !isValue(from, to);
  return to === 'possible' || from === 'required';
};

const isValue = (from: unknown, to: unknown): boolean => from === 'possible' || to === 'possible';

/** Whether a value of the first types may be none of the second; none at all are all. */
const isNarrower = (from: unknown, to: unknown): boolean => {
  const [wide, narrow] = [from, to].map((types) => (types === undefined ? undefined : [types].flat()));
  return narrow !== undefined && (wide === undefined || wide.some((type) => !narrow.includes(type)));
};

/** Whether a bound is lower than before, where none at all is unbounded. */
const falls = (from: unknown, to: unknown, none: number): boolean => Number(to ?? none) < Number(from ?? none);

const sentenceOf = (change: Changed): string => {
  const { place, rule, from, to } = change;
  const what = rule === PRESENCE ? place : `${place} ${rule}`;
  const whom = breaksCallers(change) ? 'its callers' : 'nobody';
  return `${what} is ${told(to)} in the code and ${told(from)} in the document, which breaks ${whom}`;
};

const told = (value: unknown): string => {
  const text = value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};
