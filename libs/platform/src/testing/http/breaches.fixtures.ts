/** A body that differs from an accepted one in one place, where it is one step beyond what the schema takes. */
export interface Breach {
  /** What is wrong with it, by place and rule. */
  readonly what: string;
  readonly body: unknown;
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
}

/** Every bound of a schema, overstepped by one; what the accepted body leaves out is left alone. */
export const breachesOf = (schema: object, accepted: unknown): readonly Breach[] =>
  stepsBeyond(schema, accepted).map(([what, body]) => ({ what, body }));

type Step = readonly [what: string, value: unknown];

const stepsBeyond = (schema: Schema, value: unknown): readonly Step[] => {
  switch (schema.type) {
    case 'object':
      return beyondObject(schema, value as Readonly<Record<string, unknown>>);
    case 'array':
      return beyondArray(schema, value as readonly unknown[]);
    case 'string':
      return beyondText(schema);
    case 'integer':
    case 'number':
      return beyondNumber(schema);
    default:
      return [];
  }
};

const beyondObject = (
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Readonly<Record<string, unknown>>,
): readonly Step[] => [
  ...required.map((name): Step => {
    const { [name]: _, ...rest } = value;
    return [`without ${name}`, rest];
  }),
  ...(additionalProperties === false ? [['with more than is known', { ...value, nobodyKnowsThis: 1 }] as const] : []),
  ...Object.entries(properties).flatMap(([name, property]) =>
    value[name] === undefined
      ? []
      : stepsBeyond(property, value[name]).map(([what, step]): Step => [`${name} ${what}`, { ...value, [name]: step }]),
  ),
];

const beyondArray = ({ items, minItems, maxItems }: Schema, value: readonly unknown[]): readonly Step[] => [
  ...(minItems === undefined ? [] : [[`of ${minItems - 1} items`, value.slice(0, minItems - 1)] as const]),
  ...(maxItems === undefined
    ? []
    : [[`of ${maxItems + 1} items`, Array.from({ length: maxItems + 1 }, () => value[0])] as const]),
  ...(items === undefined || value.length === 0
    ? []
    : stepsBeyond(items, value[0]).map(([what, step]): Step => [`first ${what}`, [step, ...value.slice(1)]])),
];

const beyondText = ({ minLength, maxLength, enum: choices, pattern, format }: Schema): readonly Step[] => [
  ['as a number', 7],
  ...(minLength === undefined ? [] : [[`of ${minLength - 1} characters`, 'x'.repeat(minLength - 1)] as const]),
  ...(maxLength === undefined ? [] : [[`of ${maxLength + 1} characters`, 'x'.repeat(maxLength + 1)] as const]),
  ...((choices ?? pattern ?? format) ? [['of another form', '\u{1f41f} '] as const] : []),
];

const beyondNumber = ({ type, minimum, maximum }: Schema): readonly Step[] => [
  ['as text', '1'],
  ...(type === 'integer' ? [['as a fraction', 1.5] as const] : []),
  ...(minimum === undefined ? [] : [[`of ${minimum - 1}`, minimum - 1] as const]),
  ...(maximum === undefined ? [] : [[`of ${maximum + 1}`, maximum + 1] as const]),
];
