import type { DynamicModule, OnApplicationShutdown, Provider, Type } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { UnitOfWork } from '@tidemark/event-store';
import type { Logger } from 'pino';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { DeadLetterOperationsController, DeadLetterQueriesController } from './dead-letters/dead-letters.controller.ts';
import { DeadLetterQueries } from './dead-letters/dead-letters.queries.ts';
import { Commands } from './http/commands.ts';
import { OperationsController } from './http/operations.controller.ts';
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
        { provide: Commands, useFactory: (unitOfWork: UnitOfWork) => new Commands(unitOfWork), inject: [UnitOfWork] },
        ...own.providers,
      ],
      exports: [ServiceRuntime, UnitOfWork, Commands],
    };
  }
}
