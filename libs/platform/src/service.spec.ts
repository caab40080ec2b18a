import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Module,
  Post,
  UnauthorizedException,
  UseInterceptors,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StoreUnavailable } from '@tidemark/event-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { parseConfig, serviceConfig } from './config.ts';
import { AnswerInterceptor } from './http/answer.interceptor.ts';
import type { Answer } from './http/commands.ts';
import { refused } from './http/commands.ts';
import type { PostedRequest } from './http/posted.ts';
import { Posted } from './http/posted.ts';
import { problem, ProblemError } from './http/problem.ts';
import { Valid } from './http/valid.ts';
import { createService } from './service.ts';

const NOTHING: unknown = undefined;

/** Ends requests in every way there is. */
@Controller()
class EndsController {
  @Get('problem')
  problem(): never {
    throw new ProblemError(problem(409, 'TOO_SOON', 'Wait.', { since: 7 }), { 'retry-after': '5' });
  }

  @Get('unavailable')
  unavailable(): never {
    throw new StoreUnavailable(new Error('connect ECONNREFUSED postgres://secret'));
  }

  @Get('defect')
  defect(): never {
    throw new TypeError('secret is not a function');
  }

  @Get('nothing')
  nothing(): never {
    throw NOTHING;
  }

  @Get('unauthorized')
  unauthorized(): never {
    throw new UnauthorizedException('Say who you are.');
  }

  @Get('teapot')
  teapot(): never {
    throw Object.assign(new Error('secret of a library'), { statusCode: 503 });
  }

  @Post('echo')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  echo(@Body(new Valid(z.strictObject({ text: z.string() }))) body: { readonly text: string }): object {
    return body;
  }

  @Post('notes')
  @UseInterceptors(AnswerInterceptor)
  note(@Posted('customer') { idempotency, cause }: PostedRequest): Answer {
    if (idempotency.key === 'refused') return refused(problem(422, 'NOTE_TOO_LONG', 'Write less.'));
    if (idempotency.key === 'empty') return { status: 204 };
    return { status: 201, headers: { location: '/notes/1' }, body: { route: idempotency.route, actor: cause.actor } };
  }
}

@Module({ controllers: [EndsController] })
class EndsModule {}

const catalog: ServiceCatalog<ServiceConfig> = {
  name: 'ends',
  port: 0,
  database: { migrations: [], grants: {}, captured: [] },
  publishes: [],
  consumers: [],
  views: [],
  deadlines: [],
  jobs: () => [],
};

const schema = serviceConfig(catalog);
let app: NestFastifyApplication;

beforeAll(async () => {
  const config = parseConfig(schema, { DATABASE_URL: 'postgres://nobody', LOG_LEVEL: 'silent' });
  app = await createService({ catalog, config: schema, module: () => ({ module: EndsModule }) }, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

type Request = Exclude<Parameters<NestFastifyApplication['inject']>[0], string | undefined>;

const answerTo = async (request: Request) => {
  const { statusCode, headers, body } = await app.inject(request);
  return { status: statusCode, headers, body: body === '' ? undefined : (JSON.parse(body) as unknown), text: body };
};

const json = (payload: string, type = 'application/json'): Request => ({
  method: 'POST',
  url: '/echo',
  headers: { 'content-type': type },
  payload,
});

describe('A request that ends with a problem', () => {
  it('is answered with that problem, its headers and its media type', async () => {
    const { status, headers, body } = await answerTo({ url: '/problem' });
    expect(status).toBe(409);
    expect(headers).toMatchObject({
      'retry-after': '5',
      'content-type': expect.stringMatching(/^application\/problem\+json/u) as string,
    });
    expect(body).toEqual({
      type: 'urn:tidemark:problem:too-soon',
      title: 'Too soon',
      status: 409,
      code: 'TOO_SOON',
      detail: 'Wait.',
      since: 7,
    });
  });

  it.each<[string, Request, number, string]>([
    ['an address where nothing is', { url: '/nowhere' }, 404, 'NOT_FOUND'],
    ['a method that an address does not have', { method: 'DELETE', url: '/echo' }, 404, 'NOT_FOUND'],
    ['a body that is no JSON', json('{'), 400, 'BODY_UNREADABLE'],
    ['no body where JSON is promised', json(''), 400, 'BODY_UNREADABLE'],
    ['a body that would change prototypes', json('{"__proto__":{}}'), 400, 'BODY_UNREADABLE'],
    ['a body larger than 64 kB', json(JSON.stringify({ text: 'x'.repeat(65_536) })), 413, 'BODY_TOO_LARGE'],
    ['plain text', json('text', 'text/plain'), 415, 'CONTENT_TYPE_UNSUPPORTED'],
    ['a form', json('text=x', 'application/x-www-form-urlencoded'), 415, 'CONTENT_TYPE_UNSUPPORTED'],
    ['input that breaks a rule', json('{"text":7}'), 400, 'INPUT_INVALID'],
    ['a POST without a key', { method: 'POST', url: '/notes' }, 400, 'IDEMPOTENCY_KEY_INVALID'],
    ['what the framework refuses', { url: '/unauthorized' }, 401, 'REQUEST_REFUSED'],
    ['a store that is away', { url: '/unavailable' }, 503, 'DATABASE_UNAVAILABLE'],
    ['a defect', { url: '/defect' }, 500, 'INTERNAL_ERROR'],
    ['nothing thrown at all', { url: '/nothing' }, 500, 'INTERNAL_ERROR'],
    ['a failing library that names a status', { url: '/teapot' }, 500, 'INTERNAL_ERROR'],
  ])('says what it is about: %s', async (_what, request, status, code) => {
    const answer = await answerTo(request);
    expect(answer.body).toMatchObject({ status, code, detail: expect.stringMatching(/\.$/u) as string });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/u);
    expect(answer.text).not.toContain('secret');
  });

  it('is told to come back when the store is away, and only then', async () => {
    expect((await answerTo({ url: '/unavailable' })).headers['retry-after']).toBe('1');
    expect((await answerTo({ url: '/defect' })).headers).not.toHaveProperty('retry-after');
  });
});

describe('A request that is answered', () => {
  it('takes JSON up to 64 kB', async () => {
    const text = 'x'.repeat(65_000);
    expect(await answerTo(json(JSON.stringify({ text })))).toMatchObject({ status: 200, body: { text } });
  });

  it('gets the status, headers and body that its command answered', async () => {
    const { status, headers, body } = await answerTo({
      method: 'POST',
      url: '/notes',
      headers: { 'idempotency-key': 'k' },
    });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ location: '/notes/1', 'content-type': 'application/json; charset=utf-8' });
    expect(body).toEqual({ route: 'POST /notes', actor: 'customer' });
  });

  it('gets a refusal of its command as problem details', async () => {
    const refusal = await answerTo({ method: 'POST', url: '/notes', headers: { 'idempotency-key': 'refused' } });
    expect(refusal).toMatchObject({ status: 422, body: { code: 'NOTE_TOO_LONG' } });
    expect(refusal.headers['content-type']).toMatch(/^application\/problem\+json/u);
  });

  it('may have no body', async () => {
    const empty = await answerTo({ method: 'POST', url: '/notes', headers: { 'idempotency-key': 'empty' } });
    expect(empty).toMatchObject({ status: 204, body: undefined });
  });

  it('finds the document that says what there is', async () => {
    const { body } = await answerTo({ url: '/openapi.json' });
    expect(body).toMatchObject({ info: { title: 'Tidemark ends' }, paths: { '/echo': {} } });
  });
});
