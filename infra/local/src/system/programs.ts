import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { serviceDatabaseUrl, watchdogDatabaseUrl } from '@tidemark/bootstrap';
import type { Detours } from '../detours.ts';
import { detoured, noDetours } from '../detours.ts';
import type { StackProcessOptions } from '../part.ts';
import type { PortChoice } from '../ports.ts';
import { choosePort, LOOPBACK } from '../ports.ts';
import type { Stack } from '../stack.ts';
import { CLONE } from './clone.ts';

/** A program of the system beside the parts, where it listens, and how to start it. */
export interface Program {
  readonly name: string;
  readonly url: string;
  readonly process: StackProcessOptions;
}

/** What a service's catalog says about where it listens. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/**
 * How every program of the shop runs. A young generation that outlives a chunk of messages, and a heap that may treble
 * before it is searched: with V8's own choice below a limit of 256 MB, a program under load spent a large part of its time
 * collecting what had been promoted a moment too early.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--max-old-space-size=256',
  '--max-semi-space-size=32',
  '--heap-growing-percent=200',
] as const;
const READY_WITHIN_MS = 60_000;
/** Whoever kills a service on purpose sees it come back; one that cannot stay up ends the shop at last. */
const RESTARTS = 20;

/** The outside world: the payment provider and the mail server that the shop speaks to. */
export interface Outside {
  readonly psp: Program;
  readonly mail: Program;
  readonly smtpUrl: string;
}

/** Where each of the shop's programs listens, chosen before any of them starts, since they must know each other. */
export interface Addresses {
  readonly services: ReadonlyMap<string, number>;
  readonly psp: number;
  readonly mailHttp: number;
  readonly mailSmtp: number;
  readonly watchdog: number;
}

/** Chooses all ports: the defaults, or free ones where those are taken or unwanted. */
export const chooseAddresses = async (services: readonly NamedPort[], choice: PortChoice): Promise<Addresses> => {
  const chosen = new Map<string, number>();
  for (const { name, port } of services) chosen.set(name, await choosePort(choice, port, name));
  return {
    services: chosen,
    psp: await choosePort(choice, 3010, 'psp-simulator'),
    mailHttp: await choosePort(choice, 3011, 'mail-catcher'),
    mailSmtp: await choosePort(choice, 3012, 'mail-catcher'),
    watchdog: await choosePort(choice, 3013, 'watchdog'),
  };
};

export const outsideOf = (addresses: Addresses, ledgerFile: string, webhookSecret: string): Outside => ({
  psp: tool('tools/psp-simulator', addresses.psp, {
    LEDGER_FILE: ledgerFile,
    WEBHOOK_URL: `http://${LOOPBACK}:${String(addresses.services.get('payment'))}/psp/webhook`,
    WEBHOOK_SECRET: webhookSecret,
  }),
  mail: tool('tools/mail-catcher', addresses.mailHttp, { SMTP_PORT: String(addresses.mailSmtp) }),
  smtpUrl: `smtp://${LOOPBACK}:${String(addresses.mailSmtp)}`,
});

/** What a start may say about the services. */
export interface ServiceSettings {
  /** Settings for all services, such as PAYMENT_DEADLINE_MS. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More of them, for one service, asked for at each of its launches. For tests. */
  readonly launchEnvironment?: (service: string) => Readonly<Record<string, string>>;
  readonly detours?: Detours;
}

/** What keeps the change data capture alive, with the password of its own role. */
export const watchdogOf = async (stack: Stack, { watchdog }: Addresses, secretsDir: string): Promise<Program> =>
  tool('infra/watchdog', watchdog, {
    DATABASE_URL: await watchdogDatabaseUrl({ postgresAdminUrl: stack.postgres.adminUrl, secretsDir }),
    CONNECT_URL: stack.connect.url,
  });

/** The services, told where everything is. Each gets the password of its own role and of no other. */
export const servicesOf = async (
  stack: Stack,
  addresses: Addresses,
  outside: Outside,
  secrets: { readonly dir: string; readonly webhookSecret: string },
  { environment = {}, launchEnvironment, detours = noDetours }: ServiceSettings,
): Promise<readonly Program[]> =>
  Promise.all(
    [...addresses.services].map(async ([name, port]): Promise<Program> => {
      const databaseUrl = await serviceDatabaseUrl(
        { postgresAdminUrl: stack.postgres.adminUrl, secretsDir: secrets.dir },
        name,
      );
      const by = (server: string, url: string): string => detoured(detours, name, server, url);
      const way = detours.kafka[name];
      const env = {
        // No load balancer has to notice.
        DRAIN_MS: '0',
        ...environment,
        NODE_ENV: 'production',
        HTTP_HOST: LOOPBACK,
        HTTP_PORT: String(port),
        DATABASE_URL: by('postgres', databaseUrl),
        KAFKA_BROKERS: way === undefined ? stack.kafka.brokers : `${LOOPBACK}:${way.advertised}`,
        REGISTRY_URL: by('registry', stack.registry.url),
        PSP_URL: by('psp-simulator', outside.psp.url),
        PSP_WEBHOOK_SECRET: secrets.webhookSecret,
        SMTP_URL: by('mail-catcher', outside.smtpUrl),
      };
      return {
        name,
        url: urlOf(port),
        process: {
          name,
          command: process.execPath,
          args: [...NODE_FLAGS, join(CLONE, 'services', name, 'app', 'dist', 'main.js')],
          cwd: CLONE,
          env: () => ({ ...env, ...launchEnvironment?.(name) }),
          port,
          ready: `${urlOf(port)}/health/ready`,
          readyWithinMs: READY_WITHIN_MS,
          restarts: RESTARTS,
        },
      };
    }),
  );

/** A secret that is made once and kept beside the data, readable by its owner alone. */
export const keptSecret = async (dir: string, name: string): Promise<string> => {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, name);
  const fresh = randomBytes(24).toString('base64url');
  try {
    await writeFile(file, fresh, { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch {
    return (await readFile(file, 'utf8')).trim();
  }
};

/** A program that runs from its sources; its folder has its name. */
const tool = (folder: string, port: number, env: Readonly<Record<string, string>>): Program => ({
  name: basename(folder),
  url: urlOf(port),
  process: {
    name: basename(folder),
    command: process.execPath,
    args: [...NODE_FLAGS, '--conditions=@tidemark/source', join(CLONE, folder, 'src', 'main.ts')],
    cwd: CLONE,
    env: { HTTP_HOST: LOOPBACK, HTTP_PORT: String(port), ...env },
    port,
    ready: `${urlOf(port)}/health/ready`,
    readyWithinMs: READY_WITHIN_MS,
    restarts: RESTARTS,
  },
});

const urlOf = (port: number): string => `http://${LOOPBACK}:${String(port)}`;
