import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { StatedRefusal } from './refusals.ts';

export interface DescribedHeader {
  readonly description: string;
  readonly schema: z.ZodType;
  /** Whether it is always there, or must be; not unless said. */
  readonly required?: boolean;
}

export interface DescribedAnswer {
  readonly description: string;
  /** Without it the answer is empty. */
  readonly body?: z.ZodType;
  /** JSON unless said. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, DescribedHeader>>;
}

/** What cannot be read from a handler's parameters: what it answers, and why it may refuse. */
export interface DescribedRoute {
  readonly summary: string;
  /** Request headers that it reads; the Idempotency-Key is known without. */
  readonly reads?: Readonly<Record<string, DescribedHeader>>;
  /** By status; the first is what it answers unless it says otherwise. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** What the service refuses by rules of its own; what the platform refuses everywhere is known without. */
  readonly refuses?: readonly StatedRefusal[];
  /** Body of a handler that parses it by itself. */
  readonly takes?: z.ZodType;
  /** It asks nothing that could be away, so it refuses nothing but what it says. */
  readonly needsNoDatabase?: true;
}

const ANSWERS = Symbol('answers');

/** Says what a handler answers, for the OpenAPI document and for the tests that hold the service to it. */
export const Answers = (route: DescribedRoute): MethodDecorator =>
  applyDecorators(HttpCode(firstStatusOf(route)), SetMetadata(ANSWERS, route));

/** What was said of a handler, if anything was. */
export const describedBy = (handler: object): DescribedRoute | undefined =>
  Reflect.getMetadata(ANSWERS, handler) as DescribedRoute | undefined;

const firstStatusOf = ({ answers }: DescribedRoute): number => Math.min(...Object.keys(answers).map(Number));
