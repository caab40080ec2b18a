import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.fixtures.ts';
import { HttpContract } from './http-contract.fixtures.ts';
import type { OpenApi } from './open-api.fixtures.ts';

const problemOf = (code: string) => ({
  type: 'object',
  required: ['code'],
  properties: { code: { const: code }, since: { type: 'integer' } },
  additionalProperties: false,
});

const problems = (...codes: readonly string[]) => ({
  'application/problem+json': {
    schema: {
      type: 'object',
      required: ['code'],
      properties: { code: { type: 'string', enum: codes } },
      discriminator: { propertyName: 'code' },
      oneOf: codes.map((code) => ({ $ref: `#/components/schemas/${code}` })),
    },
  },
});

const note = {
  type: 'object',
  properties: { text: { type: 'string', maxLength: 4 } },
  required: ['text'],
  additionalProperties: false,
};

const document: OpenApi = {
  paths: {
    '/notes/{id}': {
      get: {
        operationId: 'read',
        summary: 'One note.',
        parameters: [],
        responses: {
          200: {
            description: 'The note.',
            headers: { ETag: { required: true, schema: { type: 'string', pattern: '^"\\d+"$' } } },
            content: { 'application/json': { schema: note } },
          },
          304: { description: 'It is at hand.' },
          409: { description: 'Too soon or gone.', content: problems('TOO_SOON', 'GONE') },
        },
      },
    },
  },
  components: {
    responses: { NOT_FOUND: { description: 'Nothing.', content: problems('NOT_FOUND') } },
    schemas: { TOO_SOON: problemOf('TOO_SOON'), GONE: problemOf('GONE'), NOT_FOUND: problemOf('NOT_FOUND') },
  },
};

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', etag: '"1"' };
const PROBLEM_TYPE = { 'content-type': 'application/problem+json; charset=utf-8' };

const answered = (
  status: number,
  body: object | string,
  headers: Exchange['headers'] = JSON_TYPE,
  url = '/notes/1',
) => ({
  ...{ method: 'GET', url, status, headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const violationsOf = (exchange: Exchange) => new HttpContract(document).violationsOf(exchange);

describe('An answer that the document allows', () => {
  it.each([
    ['a note', answered(200, { text: 'milk' })],
    ['a note with a query', answered(200, { text: 'milk' }, JSON_TYPE, '/notes/1?x=/notes')],
    ['nothing', answered(304, '', {})],
    ['a problem', answered(409, { code: 'GONE', since: 7 }, PROBLEM_TYPE)],
    ['no such address', answered(404, { code: 'NOT_FOUND' }, PROBLEM_TYPE, '/nowhere')],
    ['a page for people', answered(200, '<html>', { 'content-type': 'text/html' }, '/docs/index.html')],
  ])('is passed over: %s', (_what, exchange) => {
    expect(violationsOf(exchange)).toEqual([]);
  });
});

describe('An answer that the document does not allow', () => {
  const route = 'GET /notes/{id}';

  it.each<[what: string, exchange: Exchange, sentence: string]>([
    ['another status', answered(201, { text: 'x' }), `${route} answered 201, and the document has 200, 304, 409`],
    [
      'another code',
      answered(409, { code: 'TOO_LATE' }, PROBLEM_TYPE),
      `${route} answered 409 TOO_LATE with a body where /code must be equal to one of the allowed values (TOO_SOON, GONE)`,
    ],
    [
      'a member that its code does not have',
      answered(409, { code: 'GONE', until: 7 }, PROBLEM_TYPE),
      `${route} answered 409 GONE with a body where it must NOT have additional properties (until)`,
    ],
    [
      'a property too few',
      answered(200, {}),
      `${route} answered 200 with a body where it must have required property 'text'`,
    ],
    [
      'a property too many',
      answered(200, { text: 'x', more: 1 }),
      `${route} answered 200 with a body where it must NOT have additional properties (more)`,
    ],
    [
      'a value out of bounds',
      answered(200, { text: 'longer' }),
      `${route} answered 200 with a body where /text must NOT have more than 4 characters`,
    ],
    [
      'a header too few',
      answered(200, { text: 'x' }, { 'content-type': 'application/json' }),
      `${route} answered 200 without its header ETag`,
    ],
    [
      'a header of another form',
      answered(200, { text: 'x' }, { ...JSON_TYPE, etag: 'W/"1"' }),
      `${route} answered 200 with a header ETag that it must match pattern "^"\\d+"$"`,
    ],
    [
      'a header too many',
      answered(200, { text: 'x' }, { ...JSON_TYPE, 'x-powered-by': 'coffee' }),
      `${route} answered 200 with a header x-powered-by, which the document does not have`,
    ],
    [
      'another type',
      answered(200, '<p>', { ...JSON_TYPE, 'content-type': 'text/html' }),
      `${route} answered 200 as text/html, not as application/json`,
    ],
    [
      'a body where there is to be none',
      answered(304, { text: 'x' }, { 'content-type': 'application/json' }),
      `${route} answered 304 with a body of application/json, which is to be empty`,
    ],
    [
      'another route',
      answered(200, {}, JSON_TYPE, '/nowhere'),
      'GET /nowhere answered 200, and the document has no such route',
    ],
  ])('is told in one sentence that names the route: %s', (_what, exchange, sentence) => {
    expect(violationsOf(exchange)).toEqual([sentence]);
  });
});
