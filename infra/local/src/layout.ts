import { join } from 'node:path';

/** Where everything of one data folder is. */
export interface Layout {
  readonly dataDir: string;
  /** Generated configuration files. */
  readonly configuration: string;
  readonly logs: string;
  /** Pid files. */
  readonly run: string;
  /** Scratch space of the Java parts. */
  readonly temporary: string;
  readonly lockFile: string;
  readonly kafka: string;
  readonly connect: string;
  readonly registry: string;
  readonly postgres: string;
  /** The superuser's password. */
  readonly postgresPassword: string;
  /** Names the folder outside this one where Postgres lives when the launcher is root. */
  readonly postgresHome: string;
  /** Passwords of the services' roles, and what the shop shares with the payment provider. */
  readonly secrets: string;
  /** What the payment provider's simulator remembers. */
  readonly pspLedger: string;
  /** Where the shop that runs on this data answers. */
  readonly runningShop: string;
}

export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    configuration: join(dataDir, 'configuration'),
    logs: join(dataDir, 'logs'),
    run: join(dataDir, 'run'),
    temporary: join(dataDir, 'tmp'),
    lockFile: join(dataDir, 'launcher.lock'),
    kafka: join(dataDir, 'kafka'),
    connect: join(dataDir, 'connect'),
    registry: join(dataDir, 'registry'),
    postgres: join(dataDir, 'postgres'),
    postgresPassword: join(dataDir, 'postgres.password'),
    postgresHome: join(dataDir, 'postgres.home'),
    secrets: join(dataDir, 'secrets'),
    pspLedger: join(dataDir, 'psp-ledger.jsonl'),
    runningShop: join(dataDir, 'running-shop.json'),
  };
}

/** Everything the stack and the shop on it ever put into the data folder, but the lock. */
export function ownEntries(layout: Layout): string[] {
  const { dataDir, lockFile, ...entries } = layout;
  return Object.values(entries).filter((entry) => entry !== dataDir && entry !== lockFile);
}
