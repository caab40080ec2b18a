import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import type { DynamicModule, Type } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { z } from 'zod';
import { readPosted } from '../http/posted.ts';
import { Valid } from '../http/valid.ts';
import type { DescribedRoute } from './answers.ts';
import { describedBy } from './answers.ts';

/** A handler as Nest and its parameters declare it. */
export interface Route {
  readonly id: string;
  /** In lower case. */
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly described: DescribedRoute | undefined;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  /** Those that are read one by one are by their name; those that are read as one object are under ''. */
  readonly params: Readonly<Record<string, z.ZodType>>;
  readonly hasIdempotencyKey: boolean;
}

/** Every route of a module's controllers, read from what Nest itself routes by. Nothing is started for it. */
export const routesOf = ({ module, controllers = [] }: DynamicModule): readonly Route[] =>
  [...((Reflect.getMetadata('controllers', module) ?? []) as readonly Type[]), ...controllers].flatMap(
    routesOfController,
  );

const routesOfController = (controller: Type): readonly Route[] => {
  const { prototype } = controller as { readonly prototype: object };
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) => {
    const handler: unknown = value;
    if (typeof handler !== 'function') return [];
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const parts = [Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)];
    return [
      {
        id: `${controller.name}_${name}`,
        method: RequestMethod[method].toLowerCase(),
        path: pathOf(parts as readonly string[]),
        described: describedBy(handler),
        ...parametersOf(controller, name),
      },
    ];
  });
};

const pathOf = (parts: readonly string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`.replaceAll(/:(\w+)/gu, '{$1}');

interface Argument {
  readonly data?: unknown;
  readonly factory?: unknown;
  readonly pipes?: readonly unknown[];
}

const parametersOf = (
  controller: Type,
  handler: string,
): Pick<Route, 'body' | 'query' | 'params' | 'hasIdempotencyKey'> => {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<string, Argument>;
  const all = Object.entries(metadata).map(([key, argument]) => ({ ...argument, kind: Number(key.split(':')[0]) }));
  const of = (kind: number) => all.filter((argument) => argument.kind === kind);
  const [body] = of(RouteParamtypes.BODY);
  const [query] = of(RouteParamtypes.QUERY);
  return {
    body: body && schemaOf(body),
    query: query && schemaOf(query),
    params: Object.fromEntries(
      of(RouteParamtypes.PARAM).flatMap((argument) => {
        const schema = schemaOf(argument);
        return schema === undefined ? [] : [[typeof argument.data === 'string' ? argument.data : '', schema]];
      }),
    ),
    hasIdempotencyKey: all.some(({ factory }) => factory === readPosted),
  };
};

const schemaOf = ({ pipes = [] }: Argument): z.ZodType | undefined =>
  pipes.find((pipe): pipe is Valid<unknown> => pipe instanceof Valid)?.schema;
