import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Answers } from '../openapi/answers.ts';
import type { Dependency, StuckConsumer } from '../runtime.ts';
import { ServiceRuntime } from '../runtime.ts';

const dependency = z.strictObject({ name: z.string(), up: z.boolean(), detail: z.string() });

const readiness = z.strictObject({ status: z.enum(['up', 'down', 'leaving']), dependencies: z.array(dependency) });

const stuckConsumer = z.strictObject({ group: z.string(), partitions: z.array(z.string()).min(1) });

/** What the platform around the service asks: is it alive, is it ready, how does it do. */
@Controller()
export class OperationsController {
  readonly #runtime: ServiceRuntime<never>;

  constructor(@Inject(ServiceRuntime) runtime: ServiceRuntime<never>) {
    this.#runtime = runtime;
  }

  /**
   * 503 asks for a restart: a consumer makes no progress though records wait. A dependency that is away is never the
   * reason, for a restart would not bring it back.
   */
  @Get('health/live')
  @Answers({
    summary: 'Whether a restart would help.',
    answers: {
      200: { description: 'It would not.', body: z.strictObject({ status: z.literal('up') }) },
      503: {
        description: 'A consumer makes no progress though records wait.',
        body: z.strictObject({ status: z.literal('stuck'), stuck: z.array(stuckConsumer).min(1) }),
      },
    },
    needsNoDatabase: true,
  })
  live(@Res({ passthrough: true }) reply: FastifyReply): { status: string; stuck?: readonly StuckConsumer[] } {
    const stuck = this.#runtime.stuck();
    if (stuck.length === 0) return { status: 'up' };
    void reply.status(503);
    return { status: 'stuck', stuck };
  }

  /** 503 names the dependency that is missing, or says that the service is going. */
  @Get('health/ready')
  @Answers({
    summary: 'Whether the service is of use now.',
    answers: {
      200: { description: 'It is.', body: readiness },
      503: { description: 'It is not: a dependency is missing, or the service is going.', body: readiness },
    },
    needsNoDatabase: true,
  })
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; dependencies: readonly Dependency[] }> {
    if (this.#runtime.leaving) {
      void reply.status(503);
      return { status: 'leaving', dependencies: [] };
    }
    const dependencies = await this.#runtime.dependencies();
    const up = dependencies.every((dependency) => dependency.up);
    void reply.status(up ? 200 : 503);
    return { status: up ? 'up' : 'down', dependencies };
  }

  @Get('metrics')
  @Answers({
    summary: 'The figures of this process, for Prometheus.',
    answers: { 200: { description: 'One figure a line.', body: z.string(), mediaType: 'text/plain' } },
    needsNoDatabase: true,
  })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.#runtime.metrics.registry.metrics();
  }
}
