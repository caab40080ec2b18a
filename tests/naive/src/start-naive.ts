import type { PortChoice, ProcessExit, Reporter } from '@tidemark/local';
import { startStack } from '@tidemark/local';
import { createDatabase } from './create-database.ts';
import type { ProgramName } from './programs.ts';
import { chooseAddresses, environmentOf, serviceNames, startProgram, urlsOf } from './programs.ts';

export interface NaiveOptions {
  /** Logs and process ids are here, and Postgres when none is given. */
  readonly dataDir: string;
  /** Free ones, unless said. */
  readonly ports?: PortChoice;
  /** A server to create a database on, which is dropped at the end. Without it, a server of its own is started. */
  readonly postgresAdminUrl?: string;
  /** Settings for all services, such as CALL_TIMEOUT_MS. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly report?: Reporter;
  /** Changes what one service is told, such as where it finds another. For tests, which put proxies in between. */
  readonly detour?: Detour;
  /** With it, whatever ends is started again as soon as this has resolved, as {@link startStack} says. For tests. */
  readonly mayRestart?: (name: string) => Promise<void>;
  /** Told when a process ends that nobody stopped. */
  readonly onExit?: (exit: ProcessExit) => void;
  readonly signal?: AbortSignal;
}

/** The settings of one service, made of those of all. */
export type Detour = (
  service: ProgramName,
  environment: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>;

const straight: Detour = (_service, environment) => environment;

/** The naive chain, running on an empty database. */
export interface Naive {
  /** By name: the services, psp-simulator, mail-catcher. As `Shop` of the local stack wants them. */
  readonly urls: Readonly<Record<ProgramName, string>>;
  /** By name, of everything that was started; `postgres` too, where it is the chain's own. They change when one restarts. */
  readonly pids: Readonly<Record<string, number>>;
  readonly databaseUrl: string;
  /** Stops everything and drops the database. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the five services of the naive chain, a payment provider and a mail server, and answers when each is ready.
 *
 * Fails with the first cause, of {@link startStack} or of the database; nothing is left running then.
 */
export const startNaive = async (options: NaiveOptions): Promise<Naive> => {
  const { dataDir, ports = 'free', postgresAdminUrl, report = () => undefined, onExit, signal } = options;
  const { detour = straight, mayRestart } = options;
  const stack = await startStack({
    dataDir,
    ports,
    parts: postgresAdminUrl === undefined ? ['postgres'] : [],
    report,
    ...(onExit && { onExit }),
    ...(mayRestart && { mayRestart }),
    ...(signal && { signal }),
  });
  try {
    const database = await createDatabase(postgresAdminUrl ?? stack.postgres.adminUrl);
    const addresses = await chooseAddresses(ports);
    const urls = urlsOf(addresses);
    const environment = { ...environmentOf(addresses, database.url), ...options.environment };
    const start = async (name: ProgramName): Promise<void> => {
      const seconds = await startProgram(stack, name, addresses, detour(name, environment));
      report({ type: 'ready', part: name, seconds, where: urls[name] });
    };
    await Promise.all(([...serviceNames, 'psp-simulator', 'mail-catcher'] as const).map(start));
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      // On a server of its own the data goes with the folder.
      if (postgresAdminUrl !== undefined) await database.drop();
      await stack.stop();
    };
    return {
      urls,
      get pids() {
        return stack.pids;
      },
      databaseUrl: database.url,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
};
