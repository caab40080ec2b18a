import type { DynamicModule, OnApplicationShutdown, Provider, Type } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { UnitOfWork } from '@tidemark/event-store';
import type { Logger } from 'pino';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { DeadLetterOperationsController, DeadLetterQueriesController } from './dead-letters/dead-letters.controller.ts';
import { DeadLetterQueries } from './dead-letters/dead-letters.queries.ts';
import { Commands } from './http/commands.ts';
import { OperationsController } from './http/operations.controller.ts';
import { shedLoad } from './http/shed.ts';
import { ServiceRuntime } from './runtime.ts';

/** Ends the runtime after the last request, whoever ends the application. */
class RuntimeLifetime implements OnApplicationShutdown {
  readonly #runtime: ServiceRuntime<never>;

  constructor(runtime: ServiceRuntime<never>) {
    this.#runtime = runtime;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#runtime.stop();
  }
}

/** Nobody asks for it: it acts by being there. */
const SHEDDING = Symbol('shedding');

/** What a service's own module gets for its catalog: the unit of work, commands with idempotency keys, health, metrics. */
@Global()
@Module({})
export class ServiceModule {
  static forService<Config extends ServiceConfig>(
    catalog: ServiceCatalog<Config>,
    config: Config,
    log: Logger,
    own: {
      readonly controllers: readonly Type[];
      readonly providers: readonly Provider[];
      readonly imports?: readonly DynamicModule[];
    },
  ): DynamicModule {
    return {
      module: ServiceModule,
      imports: [...(own.imports ?? [])],
      controllers: [
        OperationsController,
        DeadLetterQueriesController,
        DeadLetterOperationsController,
        ...own.controllers,
      ],
      providers: [
        { provide: ServiceRuntime, useFactory: () => ServiceRuntime.create(catalog, config, log) },
        {
          provide: RuntimeLifetime,
          useFactory: (runtime: ServiceRuntime<never>) => new RuntimeLifetime(runtime),
          inject: [ServiceRuntime],
        },
        {
          provide: UnitOfWork,
          useFactory: (runtime: ServiceRuntime<never>) => runtime.unitOfWork,
          inject: [ServiceRuntime],
        },
        {
          provide: DeadLetterQueries,
          useFactory: (runtime: ServiceRuntime<never>) => runtime.deadLetters,
          inject: [ServiceRuntime],
        },
        {
          provide: SHEDDING,
          useFactory: ({ httpAdapter }: HttpAdapterHost<FastifyAdapter>, { metrics }: ServiceRuntime<never>) =>
            shedLoad(httpAdapter.getInstance(), { inFlight: config.HTTP_IN_FLIGHT_MAX }, (reason) => {
              metrics.shed.inc({ reason });
            }),
          inject: [HttpAdapterHost, ServiceRuntime],
        },
        { provide: Commands, useFactory: (unitOfWork: UnitOfWork) => new Commands(unitOfWork), inject: [UnitOfWork] },
        ...own.providers,
      ],
      exports: [ServiceRuntime, UnitOfWork, Commands],
    };
  }
}
