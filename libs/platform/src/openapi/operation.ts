import { z } from 'zod';
import { KEY } from '../http/posted.ts';
import type { DescribedAnswer, DescribedHeader } from './answers.ts';
import type { JsonSchema } from './json-schema.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { platformRefusals, problemContent } from './problems.ts';
import type { StatedRefusal } from './refusals.ts';
import type { Route } from './routes.ts';

const IDEMPOTENCY_KEY: DescribedHeader = {
  description: 'One per intent; repeat it with the request, and it is answered the same again.',
  schema: z.string().regex(KEY),
  required: true,
};

const REPLAYED: DescribedHeader = {
  description: 'Only there when the answer is the one that the same request got before.',
  schema: z.literal('true'),
};

const RETRY_AFTER: DescribedHeader = {
  description: 'Seconds after which the same request may be sent again.',
  schema: z.string().regex(/^[1-9]\d*$/u),
};

/** All that a route may refuse: by the rules of the service, and by those that the platform has for every route. */
export const refusalsOfRoute = (route: Route): readonly StatedRefusal[] => {
  const { described, method, hasIdempotencyKey } = route;
  if (described?.needsNoDatabase) return described.refuses ?? [];
  const checks = [route.body, route.query, described?.takes, ...Object.values(route.params)].some(Boolean);
  return [
    ...(method === 'get' ? [] : platformRefusals('BODY_UNREADABLE', 'BODY_TOO_LARGE', 'CONTENT_TYPE_UNSUPPORTED')),
    ...(checks ? platformRefusals('INPUT_INVALID') : []),
    ...(hasIdempotencyKey
      ? platformRefusals('IDEMPOTENCY_KEY_INVALID', 'REQUEST_IN_FLIGHT', 'IDEMPOTENCY_KEY_REUSED')
      : []),
    ...(described?.refuses ?? []),
    ...platformRefusals('INTERNAL_ERROR', 'DATABASE_UNAVAILABLE', 'OVERLOADED'),
  ];
};

/** The operation of a route as OpenAPI 3.1 writes it. */
export const operationOf = (route: Route): JsonSchema => {
  const { id, path, described } = route;
  const body = route.body ?? described?.takes;
  return {
    operationId: id,
    summary: described?.summary ?? id,
    tags: [path.split('/')[1]],
    parameters: parametersOf(route),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: jsonSchemaOf(body, 'input') } },
      },
    }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
};

const parametersOf = ({ params, query, described, hasIdempotencyKey }: Route): readonly JsonSchema[] => [
  ...Object.entries(params).flatMap(([name, schema]) =>
    name === ''
      ? propertiesOf('path', schema)
      : [{ name, in: 'path', required: true, schema: jsonSchemaOf(schema, 'input') }],
  ),
  ...(query === undefined ? [] : propertiesOf('query', query)),
  ...Object.entries({ ...described?.reads, ...(hasIdempotencyKey && { 'Idempotency-Key': IDEMPOTENCY_KEY }) }).map(
    ([name, header]) => ({ name, in: 'header', ...headerOf(header) }),
  ),
];

const propertiesOf = (place: 'path' | 'query', schema: z.ZodType): readonly JsonSchema[] => {
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
};

const headerOf = ({ description, schema, required = false }: DescribedHeader): JsonSchema => ({
  description,
  required,
  schema: jsonSchemaOf(schema, 'output'),
});

const headersOf = (headers: Readonly<Record<string, DescribedHeader>>): JsonSchema =>
  Object.keys(headers).length === 0
    ? {}
    : { headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, headerOf(header)])) };

const answersOf = ({ described, hasIdempotencyKey }: Route): JsonSchema =>
  Object.fromEntries(
    Object.entries(described?.answers ?? {}).map(([status, answer]) => [
      status,
      {
        description: answer.description,
        ...headersOf({ ...answer.headers, ...(hasIdempotencyKey && { 'Idempotency-Replayed': REPLAYED }) }),
        ...contentOf(answer),
      },
    ]),
  );

const contentOf = ({ body, mediaType = 'application/json' }: DescribedAnswer): JsonSchema =>
  body === undefined ? {} : { content: { [mediaType]: { schema: jsonSchemaOf(body, 'output') } } };

const problemsOf = (route: Route): JsonSchema => {
  const own = new Set(route.described?.refuses?.map(({ status }) => status));
  const byStatus = Map.groupBy(refusalsOfRoute(route), ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, refusals]) => {
      const codes = refusals.map(({ code }) => code).toSorted();
      const headers = route.hasIdempotencyKey && own.has(status) ? { 'Idempotency-Replayed': REPLAYED } : {};
      return [status, problemAnswerOf(status, codes, { headers })];
    }),
  );
};

/** An answer that is a problem of one of these codes. */
export const problemAnswerOf = (
  status: number,
  codes: readonly string[],
  {
    description = codes.join(', '),
    headers = {},
  }: { readonly description?: string; readonly headers?: Readonly<Record<string, DescribedHeader>> } = {},
): JsonSchema => {
  const retries = status === 503 ? { ...RETRY_AFTER, required: true } : RETRY_AFTER;
  const saysWhen = status === 503 || codes.includes('REQUEST_IN_FLIGHT');
  return {
    description,
    ...headersOf({ ...(saysWhen && { 'Retry-After': retries }), ...headers }),
    content: problemContent(codes),
  };
};
