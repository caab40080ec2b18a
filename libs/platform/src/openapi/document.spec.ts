import type { Type } from '@nestjs/common';
import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PostedRequest } from '../http/posted.ts';
import { Posted } from '../http/posted.ts';
import { Valid } from '../http/valid.ts';
import type { OpenApi } from '../testing/http/open-api.fixtures.ts';
import { outcomesOf } from '../testing/http/open-api.fixtures.ts';
import { Answers } from './answers.ts';
import { documentOf } from './document.ts';
import { fieldErrors, refusalsOf } from './refusals.ts';

const refusing = refusalsOf(
  { NOTE_TOO_LONG: 422, NOTE_UNKNOWN: 404 },
  { NOTE_TOO_LONG: fieldErrors, NOTE_UNKNOWN: {} },
);

const note = z.strictObject({ text: z.string().max(9) });

@Controller('notes')
class NotesController {
  @Get(':noteId')
  @Answers({
    summary: 'One note.',
    reads: { 'If-None-Match': { description: 'At hand.', schema: z.string() } },
    answers: { 200: { description: 'The note.', body: note }, 304: { description: 'It is at hand.' } },
    refuses: refusing('NOTE_UNKNOWN'),
  })
  read(
    @Param('noteId', new Valid(z.uuid())) _id: string,
    @Query(new Valid(z.strictObject({ limit: z.coerce.number().int().min(1).max(9).default(5) }))) _query: object,
    @Headers('if-none-match') _tag: string | undefined,
  ): object {
    return {};
  }

  @Post()
  @Answers({ summary: 'Write one.', answers: { 201: { description: 'Written.' } }, refuses: refusing('NOTE_TOO_LONG') })
  write(@Body(new Valid(note)) _note: object, @Posted('customer') request: PostedRequest): object {
    return request;
  }
}

const described = (...controllers: readonly Type[]): OpenApi =>
  documentOf('notes', { module: NotesController, controllers: [...controllers] }) as unknown as OpenApi;

describe('The OpenAPI document', () => {
  const { paths, components } = described(NotesController);

  it('takes parameters and bodies from the pipes that check them', () => {
    expect(paths['/notes/{noteId}']?.['get']?.parameters).toEqual([
      { name: 'noteId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      {
        ...{ name: 'limit', in: 'query', required: false },
        schema: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
      },
      { name: 'If-None-Match', in: 'header', required: false, description: 'At hand.', schema: { type: 'string' } },
    ]);
    expect(paths['/notes']?.['post']?.requestBody).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { text: { type: 'string', maxLength: 9 } },
            required: ['text'],
            additionalProperties: false,
          },
        },
      },
    });
  });

  it('adds what the platform refuses to what the service does, by what each route has', () => {
    expect(outcomesOf(paths['/notes/{noteId}']!['get']!)).toEqual([
      ...['200', '304', '400 INPUT_INVALID', '404 NOTE_UNKNOWN', '500 INTERNAL_ERROR'],
      ...['503 DATABASE_UNAVAILABLE', '503 OVERLOADED'],
    ]);
    expect(outcomesOf(paths['/notes']!['post']!)).toEqual([
      ...['201', '400 BODY_UNREADABLE', '400 IDEMPOTENCY_KEY_INVALID', '400 INPUT_INVALID', '409 REQUEST_IN_FLIGHT'],
      ...['413 BODY_TOO_LARGE', '415 CONTENT_TYPE_UNSUPPORTED', '422 IDEMPOTENCY_KEY_REUSED', '422 NOTE_TOO_LONG'],
      ...['500 INTERNAL_ERROR', '503 DATABASE_UNAVAILABLE', '503 OVERLOADED'],
    ]);
  });

  it('says of each code what its problem is, and nothing else may be in it', () => {
    expect(components.schemas['NOTE_TOO_LONG']).toMatchObject({
      properties: { status: { const: 422 }, code: { const: 'NOTE_TOO_LONG' }, errors: { minItems: 1 } },
      required: ['type', 'title', 'status', 'code', 'detail', 'errors'],
      additionalProperties: false,
    });
  });

  it('knows the headers of repeated requests', () => {
    const { parameters, responses } = paths['/notes']!['post']!;
    expect(parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: true }]);
    expect(responses['201']?.headers).toMatchObject({ 'Idempotency-Replayed': { required: false } });
    expect(responses['503']?.headers).toMatchObject({ 'Retry-After': { required: true } });
  });

  it('is refused where one code would mean two problems', () => {
    @Controller('others')
    class OthersController {
      @Get()
      @Answers({
        summary: 'Others.',
        answers: { 200: { description: 'All.' } },
        refuses: refusalsOf({ NOTE_UNKNOWN: 409 }, { NOTE_UNKNOWN: {} })('NOTE_UNKNOWN'),
      })
      read(): object {
        return {};
      }
    }
    expect(() => described(NotesController, OthersController)).toThrow('different problems by NOTE_UNKNOWN');
  });
});
