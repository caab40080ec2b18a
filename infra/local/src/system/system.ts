import { resolve } from 'node:path';
import type { BootstrapReport } from '@tidemark/bootstrap';
import { bootstrap, discoverCatalogs } from '@tidemark/bootstrap';
import { CONNECTOR_POLL_MS } from '../connect.ts';
import type { Detours } from '../detours.ts';
import { noDetours } from '../detours.ts';
import { layoutOf } from '../layout.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { announceShop, withdrawShop } from '../running-shop.ts';
import type { Stack, StackOptions } from '../stack.ts';
import { startStack } from '../stack.ts';
import { build } from './build.ts';
import type { NamedPort, Program, ServiceSettings } from './programs.ts';
import { chooseAddresses, keptSecret, outsideOf, servicesOf, watchdogOf } from './programs.ts';

export interface SystemOptions extends StackOptions, Omit<ServiceSettings, 'detours'> {
  /** Compile the services first; off where that has just been done. */
  readonly build?: boolean;
}

/** The whole shop, running; `findShop` finds it by its data folder. */
export interface System {
  readonly stack: Stack;
  /** By name: the services, psp-simulator, mail-catcher, watchdog. */
  readonly urls: Readonly<Record<string, string>>;
  /** Stops everything in order: services first, then the parts. */
  stop(): Promise<void>;
}

/**
 * Starts parts, bootstrap and services, and answers when each service is ready.
 *
 * What does not depend on each other goes on at the same time: compiling, the parts, the simulators. Fails with the
 * first cause; nothing is left running then.
 */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const { report = () => undefined, signal } = options;
  const { secrets, pspLedger } = layoutOf(resolve(options.dataDir));
  const built = options.build === false ? Promise.resolve(0) : build(signal);
  // The build's failure is met below; it must not end the process while the parts are still starting.
  built.catch(() => undefined);
  const stack = await startStack(options);
  const startShop = async (): Promise<System> => {
    const webhookSecret = await keptSecret(secrets, 'psp-webhook.secret');
    const catalogs = (await discoverCatalogs()) as readonly Catalog[];
    const addresses = await chooseAddresses(catalogs, options.ports);
    const outside = outsideOf(addresses, pspLedger, webhookSecret);
    const start = async (program: Program): Promise<void> => {
      const { seconds } = await stack.start(program.process);
      report({ type: 'ready', part: program.name, seconds, where: program.url });
    };
    await Promise.all([
      start(outside.psp),
      start(outside.mail),
      prepare(stack, secrets, catalogs, options.detours).then(({ ms, warnings }) => {
        const where = 'topics, schemas, roles, migrations, connector';
        report({ type: 'ready', part: 'bootstrap', seconds: ms / 1_000, where });
        for (const warning of warnings) report({ type: 'note', text: `warning: ${warning}` });
      }),
      built.then((seconds) => {
        report({ type: 'ready', part: 'build', seconds, where: 'services compiled' });
      }),
    ]);
    const services = await servicesOf(stack, addresses, outside, { dir: secrets, webhookSecret }, options);
    const watchdog = await watchdogOf(stack, addresses, secrets);
    await Promise.all([...services, watchdog].map(start));
    const urls = Object.fromEntries(
      [...services, outside.psp, outside.mail, watchdog].map(({ name, url }) => [name, url]),
    );
    const { host, port } = stack.postgres;
    announceShop(options.dataDir, urls, {
      postgres: `postgres://${host}:${String(port)}`,
      kafka: stack.kafka.brokers,
    });
    const stop = (): Promise<void> => {
      withdrawShop(options.dataDir);
      return stack.stop();
    };
    return { stack, urls, stop };
  };
  try {
    return await unlessAborted(startShop(), signal);
  } catch (error) {
    await stack.stop();
    throw error;
  }
};

/** Fails with LOCAL.STOPPED as soon as the signal is aborted: nobody who asks to stop waits for the work to find out. */
const unlessAborted = async <Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> => {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(new LocalStackError('LOCAL.STOPPED', 'Stopped while starting.'));
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
};

/** What bootstrap discovers are whole catalogs; it needs the database's part of them, the launcher the port. */
type Catalog = Awaited<ReturnType<typeof discoverCatalogs>>[number] & NamedPort;

const prepare = (
  stack: Stack,
  secretsDir: string,
  catalogs: readonly Catalog[],
  detours: Detours = noDetours,
): Promise<BootstrapReport> =>
  bootstrap({
    connectDatabasePort: detours.portFor('connect', 'postgres', stack.postgres.port),
    postgresAdminUrl: stack.postgres.adminUrl,
    kafkaBrokers: stack.kafka.brokers,
    registryUrl: stack.registry.url,
    connectUrl: stack.connect.url,
    connectorPollMs: CONNECTOR_POLL_MS,
    secretsDir,
    catalogs,
  });
