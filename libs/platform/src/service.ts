import 'reflect-metadata';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { DestinationStream, Logger } from 'pino';
import { destination, pino } from 'pino';
import type { z } from 'zod';
import type { ServiceCatalog } from './catalog.ts';
import type { ServiceConfig } from './config.ts';
import { parseConfig } from './config.ts';
import { WrongConfiguration } from './environment.ts';
import type { Drain } from './http/drain.ts';
import { drainBeforeClose } from './http/drain.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { documentOf } from './openapi/document.ts';
import { ServiceRuntime } from './runtime.ts';
import type { Stoppable } from './shutdown.ts';
import { shutDown } from './shutdown.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
/** Longer than any load balancer keeps a connection, so that it is never the service that closes it under a request. */
const KEEP_ALIVE_MS = 72_000;

/** How a service is put together: its catalog, its configuration, its module. */
export interface ServiceDefinition<Config extends ServiceConfig> {
  readonly catalog: ServiceCatalog<Config>;
  readonly config: z.ZodType<Config>;
  readonly module: (config: Config, log: Logger) => DynamicModule;
}

/** Builds the application without listening; tests use it as it is. It logs to standard output unless told otherwise. */
export const createService = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
  logTo?: DestinationStream,
): Promise<NestFastifyApplication> => (await assemble(definition, config, logTo)).app;

const assemble = async <Config extends ServiceConfig>(
  { catalog, module }: ServiceDefinition<Config>,
  config: Config,
  logTo: DestinationStream = destination(1),
): Promise<{ readonly app: NestFastifyApplication; readonly drain: Drain }> => {
  const log = pino(
    {
      name: catalog.name,
      level: config.LOG_LEVEL,
      redact: ['*.cardToken', '*.DATABASE_URL'],
      serializers: { err: withoutData },
    },
    logTo,
  );
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: true,
  });
  // Before any hook that may end a request: it counts them all.
  const drain = drainBeforeClose(adapter.getInstance());
  const parts = module(config, log);
  const app = await NestFactory.create<NestFastifyApplication>(parts, adapter, {
    logger: nestLogger(log),
    abortOnError: false,
    forceCloseConnections: true,
    // Signed requests are checked against the bytes that came.
    rawBody: true,
    bodyParser: false,
  });
  // JSON and nothing else: Nest and Fastify would also take forms and plain text.
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT_BYTES });
  adapter.getInstance().removeContentTypeParser('text/plain');
  app.useGlobalFilters(new ProblemFilter(log));
  SwaggerModule.setup('docs', app, () => documentOf(catalog.name, parts), { jsonDocumentUrl: 'openapi.json' });
  return { app, drain };
};

/**
 * Runs a service until SIGTERM, then brings it to its end within ten seconds: see {@link shutDown}. Wrong configuration
 * ends it with one sentence and exit code 78 (EX_CONFIG).
 */
export const runService = async <Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
): Promise<void> => {
  // As the first process of a container it would not even die of a signal that nobody listens to.
  let stop = (): void => process.exit(0);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop());
  try {
    const config = parseConfig(definition.config, process.env);
    const { app, drain } = await assemble(definition, config);
    await app.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
    const runtime = app.get<ServiceRuntime<Config>>(ServiceRuntime);
    const service = stoppable(app, drain, runtime);
    stop = once(() => void shutDown(service, config.DRAIN_MS));
    runtime.start();
    runtime.log.info({ host: config.HTTP_HOST, port: config.HTTP_PORT }, 'listens; consumers and workers start');
  } catch (error) {
    const known = error instanceof WrongConfiguration;
    process.stderr.write(`${definition.catalog.name}: ${known ? error.message : String((error as Error).stack)}\n`);
    process.exit(known ? 78 : 1);
  }
};

const stoppable = (
  app: NestFastifyApplication,
  drain: Drain,
  runtime: Pick<ServiceRuntime<never>, 'log' | 'leave' | 'rest'>,
): Stoppable => ({
  log: runtime.log,
  leave: () => {
    runtime.leave();
    drain.begin();
  },
  rest: () => runtime.rest(),
  close: () => app.close(),
  exit: (code) => process.exit(code),
});

/** SIGTERM may come after SIGINT. */
const once = (act: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
};

/** Postgres quotes the row that it refuses in `detail`, and what it was doing in `where`: neither belongs in a log. */
const withoutData = (error: Error): object => {
  const { detail: _detail, where: _where, ...told } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
};

/** Nest speaks through the service's own log; its chatter at start is for debugging. */
const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown) => {
    log.debug(String(message));
  },
  warn: (message: unknown) => {
    log.warn(String(message));
  },
  error: (message: unknown, ...rest: unknown[]) => {
    log.error({ details: rest }, String(message));
  },
});
