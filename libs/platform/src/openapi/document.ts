import { isDeepStrictEqual } from 'node:util';
import type { DynamicModule } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { pino } from 'pino';
import { z } from 'zod';
import type { ServiceConfig } from '../config.ts';
import { parseConfig } from '../config.ts';
import type { ServiceDefinition } from '../service.ts';
import type { JsonSchema } from './json-schema.ts';
import { operationOf, problemAnswerOf, refusalsOfRoute } from './operation.ts';
import { platformRefusals, problemSchema } from './problems.ts';
import type { StatedRefusal } from './refusals.ts';
import type { Route } from './routes.ts';
import { routesOf } from './routes.ts';

/** Answered by the library that also draws `/docs` from it, so no controller has it. */
const OWN_ROUTE: Route = {
  ...{ id: 'OpenApi_read', method: 'get', path: '/openapi.json', body: undefined, query: undefined, params: {} },
  hasIdempotencyKey: false,
  described: {
    summary: 'This document.',
    answers: { 200: { description: 'The document.', body: z.looseObject({ openapi: z.string() }) } },
    refuses: platformRefusals('OVERLOADED'),
    needsNoDatabase: true,
  },
};

/**
 * What a service can be asked over HTTP, and every answer it may give, as OpenAPI 3.1. It is made from what the routes
 * themselves run on: their pipes, their tables of refusals, the codes of the platform.
 *
 * Fails when two routes mean different problems by one code.
 */
export const documentOf = (name: string, module: DynamicModule): OpenAPIObject => {
  const routes = [OWN_ROUTE, ...routesOf(module)];
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  const document = {
    openapi: '3.1.0',
    info: {
      title: `Tidemark ${name}`,
      version: '1',
      description: `The HTTP face of the ${name} service. Errors are RFC 9457 problem details, told apart by their code.`,
    },
    paths: sorted(paths),
    components: {
      responses: {
        NOT_FOUND: problemAnswerOf(404, ['NOT_FOUND'], {
          description: 'The answer of every address that is not among the paths.',
        }),
        OVERLOADED: problemAnswerOf(503, ['OVERLOADED'], {
          description: 'The answer of an address that is not among the paths while the service has too much to do.',
        }),
      },
      schemas: schemasOf([...platformRefusals('NOT_FOUND', 'OVERLOADED'), ...routes.flatMap(refusalsOfRoute)]),
    },
  };
  // The library's types are those of OpenAPI 3.0, where a schema is not yet any JSON Schema.
  return document as unknown as OpenAPIObject;
};

/** The document of a service that is not running: nothing is started for it, and no database asked. */
export const documentOfService = <Config extends ServiceConfig>({
  catalog,
  config,
  module,
}: ServiceDefinition<Config>): OpenAPIObject =>
  documentOf(
    catalog.name,
    module(parseConfig(config, { DATABASE_URL: 'postgres://nowhere' }), pino({ level: 'silent' })),
  );

const schemasOf = (refusals: readonly StatedRefusal[]): JsonSchema => {
  const schemas: Record<string, JsonSchema> = {};
  for (const refusal of refusals) {
    const schema = problemSchema(refusal);
    const other = (schemas[refusal.code] ??= schema);
    if (!isDeepStrictEqual(schema, other)) {
      throw new Error(
        `Two routes mean different problems by ${refusal.code}: give it one status and one set of members.`,
      );
    }
  }
  return sorted(schemas);
};

const sorted = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
