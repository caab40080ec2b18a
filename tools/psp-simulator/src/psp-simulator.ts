import Fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Faults } from './faults.ts';
import { fileJournal, memoryJournal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { ProblemError, problemMediaType, problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { Provider } from './provider.ts';
import { addFaultRoutes, addHealthRoutes, addProviderRoutes, holdUnanswered, unavailable } from './routes.ts';
import { UnansweredConnections } from './unanswered.ts';
import { Webhooks } from './webhooks.ts';
import type { WebhookTarget } from './webhooks.ts';

export interface PspSimulatorOptions {
  /** 127.0.0.1 by default: the simulator has no authentication. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Where the ledger survives a restart; without it, the ledger lives in memory. */
  readonly ledgerFile?: string;
  readonly webhook?: WebhookTarget;
  /** How long tok_slow takes; 2000 by default. */
  readonly slowMs?: number;
  /** After how long an unanswered connection is cut; 30000 by default. */
  readonly timeoutMs?: number;
  readonly webhookAttempts?: number;
  readonly webhookBackoffMs?: number;
  readonly webhookAnswerWithinMs?: number;
  /** How long a close waits for requests in progress; 3000 by default. */
  readonly closeWithinMs?: number;
  /** A level of pino; silent by default. */
  readonly logLevel?: string;
  readonly logTo?: { write(line: string): void };
}

export interface PspSimulator {
  /** Resolves with the address, such as http://127.0.0.1:3010, when requests are accepted. */
  listen(): Promise<string>;
  /** For a shop that learns its own address after it was told the simulator's. */
  sendWebhooksTo(target: WebhookTarget | undefined): void;
  /** Finishes requests in progress, cuts those that wait for nothing, and frees port and file. Once is enough. */
  close(): Promise<void>;
}

const bodyLimitBytes = 64 * 1024;

/** A longer key is still refused by its rule, with a sentence; without room for it, it would be "not found". */
const longestPathParameter = 2_000;

/** Node's 5 seconds make a busy client meet connections that are just being closed. */
const keepAliveMs = 72_000;

/** A payment provider with its own ledger. Throws JournalUnreadableError when the ledger file is not one. */
export function createPspSimulator(options: PspSimulatorOptions = {}): PspSimulator {
  const ledger = new Ledger(options.ledgerFile === undefined ? memoryJournal() : fileJournal(options.ledgerFile));
  const faults = new Faults();
  const unanswered = new UnansweredConnections(options.timeoutMs ?? 30_000);
  const app = createServer(options);
  const webhooks = createWebhooks(app, options);
  const provider = new Provider(ledger, webhooks, options.slowMs ?? 2_000);

  addHealthRoutes(app);
  addFaultRoutes(app, faults);
  app.register(
    (scope, _options, done) => {
      injectFaults(scope, faults, unanswered);
      addProviderRoutes(scope, { provider, ledger, unanswered });
      done();
    },
    { prefix: '/v1' },
  );
  app.addHook('preClose', (done) => {
    unanswered.cutAll();
    webhooks.close();
    done();
  });
  app.addHook('onClose', (_app, done) => {
    ledger.close();
    done();
  });

  return {
    listen: () => app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }),
    sendWebhooksTo: (target) => {
      webhooks.sendTo(target);
    },
    close: () => closeWithin(app, options.closeWithinMs ?? 3_000),
  };
}

function createServer({ logLevel = 'silent', logTo }: PspSimulatorOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    routerOptions: { maxParamLength: longestPathParameter },
    // A line for each request costs more than the request; the ledger tells what happened.
    logController: new LogController({ disableRequestLogging: true }),
    logger: logTo === undefined ? { level: logLevel } : { level: logLevel, stream: logTo },
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, problemOf(error).toProblem());
    },
  });
  // A logger for each request would say nothing that this one does not.
  app.setChildLoggerFactory((logger) => logger);
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error).toProblem();
    if (problem.status === 500) app.log.error({ err: error }, 'a request failed');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler(() => {
    throw new ProblemError('ROUTE_NOT_FOUND', [{ field: 'url', rule: 'must be one of the provider, see its README' }]);
  });
  return app;
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(problemMediaType).send(problem);
}

function createWebhooks(app: FastifyInstance, options: PspSimulatorOptions): Webhooks {
  return new Webhooks(options.webhook, {
    attempts: options.webhookAttempts ?? 5,
    backoffMs: options.webhookBackoffMs ?? 200,
    answerWithinMs: options.webhookAnswerWithinMs ?? 5_000,
    onFailure: (failure) => {
      app.log.warn(failure, 'a webhook was not accepted');
    },
  });
}

function injectFaults(scope: FastifyInstance, faults: Faults, unanswered: UnansweredConnections): void {
  scope.addHook('onRequest', (request, reply, done) => {
    const { down, hang } = faults.switches;
    if (down) {
      reply.hijack();
      request.raw.socket.destroy();
    } else if (hang) holdUnanswered(reply, unanswered);
    else if (faults.hitsError()) done(unavailable());
    else done();
  });
  // After the body was read: a caller who gives up meanwhile does not know that the request is still worked on.
  scope.addHook('preHandler', (_request, _reply, done) => {
    const { latencyMs } = faults.switches;
    if (latencyMs > 0) setTimeout(done, latencyMs).unref();
    else done();
  });
}

async function closeWithin(app: FastifyInstance, closeWithinMs: number): Promise<void> {
  const timer = setTimeout(() => {
    app.server.closeAllConnections();
  }, closeWithinMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
