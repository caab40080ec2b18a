import { describe, expect, it } from 'vitest';
import { differencesOf } from './differences.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';

const codes = (...values: readonly string[]) => ({
  description: values.join(),
  content: { 'application/problem+json': { schema: { properties: { code: { type: 'string', enum: values } } } } },
});

const document = () => ({
  components: { responses: {}, schemas: {} },
  paths: {
    '/notes/{id}': {
      put: {
        summary: 'Write a note.',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  lines: { type: 'array', minItems: 1, maxItems: 9, items: { type: 'string', enum: ['a', 'b'] } },
                  by: { anyOf: [{ type: 'string', maxLength: 5 }, { type: 'null' }] },
                } as Record<string, object>,
                required: ['lines'],
              },
            },
          },
        },
        responses: {
          200: {
            description: 'The note.',
            headers: { ETag: { required: true, schema: { type: 'string' } } } as Record<string, object>,
            content: {
              'application/json': {
                schema: {
                  properties: { text: { type: 'string', maxLength: 4 }, kind: { enum: ['a'] } } as Record<
                    string,
                    object
                  >,
                  required: ['text'],
                },
              },
            },
          },
          409: codes('TOO_SOON', 'GONE'),
        } as Record<string, object>,
      },
    } as Record<string, object>,
  },
});

interface Body {
  required?: boolean;
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Schema {
  readonly properties: Record<string, object>;
  readonly required: string[];
}
interface Put {
  summary: string;
  readonly parameters: readonly object[];
  readonly requestBody: Body;
  readonly responses: Record<string, Body & { readonly headers: Record<string, object> }>;
}

const after = (change: (put: Put) => void): readonly string[] => {
  const made = document();
  change(made.paths['/notes/{id}']['put'] as Put);
  return differencesOf(document() as unknown as OpenApi, made as unknown as OpenApi);
};

const taken = (put: Put) => put.requestBody.content['application/json']!.schema;
const answered = (put: Put) => put.responses['200']!.content['application/json']!.schema;

describe('A stale document', () => {
  it('is none when the code says the same', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it.each<[what: string, change: (put: Put) => void, sentence: string]>([
    [
      'a bound that is narrower',
      (put) => Object.assign(taken(put).properties['lines']!, { maxItems: 5 }),
      'body.lines maxItems is 5 in the code and 9 in the document, which breaks its callers',
    ],
    [
      'a bound that is wider',
      (put) => Object.assign(taken(put).properties['lines']!, { minItems: undefined }),
      'body.lines minItems is absent in the code and 1 in the document, which breaks nobody',
    ],
    [
      'a property that is demanded',
      (put) => taken(put).required.push('by'),
      'body.by is required in the code and optional in the document, which breaks its callers',
    ],
    [
      'a property that may be sent from now on',
      (put) => (taken(put).properties['to'] = { type: 'string' }),
      'body.to is optional in the code and absent in the document, which breaks nobody',
    ],
    [
      'a property that may not be sent any more',
      (put) => delete taken(put).properties['by'],
      'body.by is absent in the code and optional in the document, which breaks its callers',
    ],
    [
      'a value that is not taken any more',
      (put) => Object.assign(taken(put).properties['lines']!, { items: { type: 'string', enum: ['a'] } }),
      'body.lines[] "b" is absent in the code and possible in the document, which breaks its callers',
    ],
    [
      'any text, where only some was taken',
      (put) => Object.assign(taken(put).properties['lines']!, { items: { type: 'string' } }),
      'body.lines[] enum is absent in the code and ["a","b"] in the document, which breaks nobody',
    ],
    [
      'some text only, where any was taken',
      (put) => Object.assign(put.parameters[0]!, { schema: { type: 'string', enum: ['x'] } }),
      'path id enum is ["x"] in the code and absent in the document, which breaks its callers',
    ],
    [
      'any text, where only some was answered',
      (put) => (answered(put).properties['kind'] = {}),
      'answer 200 body.kind enum is absent in the code and ["a"] in the document, which breaks its callers',
    ],
    [
      'a body that may be left out',
      (put) => delete put.requestBody.required,
      'body is optional in the code and required in the document, which breaks nobody',
    ],
    [
      'a type that is wider',
      (put) => Object.assign(put.parameters[0]!, { schema: { type: ['string', 'null'] } }),
      'path id type is ["string","null"] in the code and string in the document, which breaks nobody',
    ],
    [
      'a property within one of several forms',
      (put) =>
        Object.assign(taken(put).properties['by']!, { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] }),
      'body.by (form 1) maxLength is 3 in the code and 5 in the document, which breaks its callers',
    ],
    [
      'a parameter of another type',
      (put) => Object.assign(put.parameters[0]!, { schema: { type: 'integer' } }),
      'path id type is integer in the code and string in the document, which breaks its callers',
    ],
    [
      'an answer without a property',
      (put) => delete answered(put).properties['text'],
      'answer 200 body.text is absent in the code and required in the document, which breaks its callers',
    ],
    [
      'an answer with one more property',
      (put) => (answered(put).properties['more'] = { type: 'string' }),
      'answer 200 body.more is optional in the code and absent in the document, which breaks nobody',
    ],
    [
      'an answer that may be longer',
      (put) => Object.assign(answered(put).properties['text']!, { maxLength: 5 }),
      'answer 200 body.text maxLength is 5 in the code and 4 in the document, which breaks its callers',
    ],
    [
      'a value that callers may not know',
      (put) => Object.assign(answered(put).properties['kind']!, { enum: ['a', 'b'] }),
      'answer 200 body.kind "b" is possible in the code and absent in the document, which breaks its callers',
    ],
    [
      'a header that may be missing',
      (put) => Object.assign(put.responses['200']!.headers['ETag']!, { required: false }),
      'answer 200 header ETag is optional in the code and required in the document, which breaks its callers',
    ],
    [
      'a failure that does not happen any more',
      (put) => delete put.responses['409'],
      'answer 409 is absent in the code and possible in the document, which breaks nobody',
    ],
    [
      'a description',
      (put) => (put.summary = 'Note it.'),
      'route summary is Note it. in the code and Write a note. in the document, which breaks nobody',
    ],
  ])('is told by operation, place and whom it breaks: %s', (_what, change, sentence) => {
    expect(after(change)).toEqual([`PUT /notes/{id}: ${sentence}`]);
  });

  it('tells first what breaks callers: a code that is answered with another status', () => {
    const told = after((put) => Object.assign(put.responses, { 409: codes('TOO_SOON'), 410: codes('GONE') }));
    expect(told).toEqual([
      'PUT /notes/{id}: answer 410 is possible in the code and absent in the document, which breaks its callers',
      'PUT /notes/{id}: answer 409 description is TOO_SOON in the code and TOO_SOON,GONE in the document, which breaks nobody',
      'PUT /notes/{id}: answer 409 body.code "GONE" is absent in the code and possible in the document, which breaks nobody',
    ]);
  });

  it('is told of by its place where nothing better can be said', () => {
    const made = { ...document(), components: { responses: {}, schemas: {}, securitySchemes: { key: {} } } };
    expect(differencesOf(document() as unknown as OpenApi, made as unknown as OpenApi)).toEqual([
      '$.components.securitySchemes is another in the code than in the document, which may break its callers',
    ]);
  });

  it('is told of an operation that came or went in one sentence', () => {
    const empty = { ...document(), paths: {} } as unknown as OpenApi;
    const full = document() as unknown as OpenApi;
    expect(differencesOf(empty, full)).toEqual(['PUT /notes/{id} is new in the code, which breaks nobody']);
    expect(differencesOf(full, empty)).toEqual(['PUT /notes/{id} is gone from the code, which breaks its callers']);
  });
});
