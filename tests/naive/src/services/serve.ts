import type { FastifyInstance } from 'fastify';
import Fastify, { LogController } from 'fastify';
import { Refused } from './call.ts';

/** Node's 5 seconds make a busy client meet connections that are just being closed. */
const KEEP_ALIVE_MS = 72_000;

/** Listens where the environment says, and ends at SIGTERM when the requests in progress are answered. */
export const serve = async (addRoutes: (app: FastifyInstance) => void): Promise<void> => {
  const app = Fastify({
    logger: { level: process.env['LOG_LEVEL'] ?? 'warn' },
    logController: new LogController({ disableRequestLogging: true }),
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return reply.code(409).send({ reason: error.reason });
    const status = statusOf(error);
    if (status >= 500) app.log.error({ err: error });
    return reply.code(status).send({ reason: error instanceof Error ? error.message : 'unknown' });
  });
  app.get('/health/ready', () => ({ status: 'ready' }));
  addRoutes(app);
  process.once('SIGTERM', () => void app.close().finally(() => process.exit()));
  await app.listen({ host: setting('HTTP_HOST'), port: Number(setting('HTTP_PORT')) });
};

/** A variable of the environment. Fails at the start when it is not set. */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start the services with startNaive.`);
  return value;
};

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
