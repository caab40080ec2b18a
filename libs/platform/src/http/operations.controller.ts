import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Dependency, StuckConsumer } from '../runtime.ts';
import { ServiceRuntime } from '../runtime.ts';

/** What the platform around the service asks: is it alive, is it ready, how does it do. */
@ApiExcludeController()
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
  live(@Res({ passthrough: true }) reply: FastifyReply): { status: string; stuck?: readonly StuckConsumer[] } {
    const stuck = this.#runtime.stuck();
    if (stuck.length === 0) return { status: 'up' };
    void reply.status(503);
    return { status: 'stuck', stuck };
  }

  /** 503 names the dependency that is missing, or says that the service is going. */
  @Get('health/ready')
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
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.#runtime.metrics.registry.metrics();
  }
}
