import { fileURLToPath } from 'node:url';
import type { PortChoice, Stack } from '@tidemark/local';
import { choosePort, NODE_FLAGS } from '@tidemark/local';

/** The services of the chain, each a process as ours are. */
export const serviceNames = ['order', 'inventory', 'payment', 'shipping', 'notification'] as const;

const programNames = [...serviceNames, 'psp-simulator', 'mail-catcher'] as const;

export type ProgramName = (typeof programNames)[number];

/** Where everything listens, chosen before anything starts, since the services must know each other. */
export interface Addresses {
  readonly ports: Readonly<Record<ProgramName, number>>;
  readonly smtp: number;
}

const HOST = '127.0.0.1';
const FIRST_PORT = 3020;
const READY_WITHIN_MS = 60_000;
const RESTARTS = 20;

export const chooseAddresses = async (choice: PortChoice): Promise<Addresses> => {
  const ports: Partial<Record<ProgramName, number>> = {};
  let preferred = FIRST_PORT;
  for (const name of programNames) ports[name] = await choosePort(choice, preferred++, name);
  return { ports: ports as Record<ProgramName, number>, smtp: await choosePort(choice, preferred, 'mail-catcher') };
};

export const urlsOf = ({ ports }: Addresses): Readonly<Record<ProgramName, string>> =>
  Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, urlAt(port)])) as Record<ProgramName, string>;

const urlAt = (port: number): string => `http://${HOST}:${port}`;

/** Starts one program; like ours, it is started again a second after it was killed. */
export const startProgram = async (
  stack: Stack,
  name: ProgramName,
  addresses: Addresses,
  environment: Readonly<Record<string, string>>,
): Promise<number> => {
  const port = addresses.ports[name];
  const isOutside = name === 'psp-simulator' || name === 'mail-catcher';
  const file = isOutside ? `../../../tools/${name}/src/main.ts` : `services/${name}.ts`;
  const { seconds } = await stack.start({
    name,
    command: process.execPath,
    // As ours run, so that a comparison of memory and processor is one of the programs.
    args: [...NODE_FLAGS, '--conditions=@tidemark/source', fileURLToPath(new URL(file, import.meta.url))],
    env: {
      NODE_ENV: 'production',
      HTTP_HOST: HOST,
      HTTP_PORT: String(port),
      ...(isOutside ? { SMTP_PORT: name === 'mail-catcher' ? String(addresses.smtp) : undefined } : environment),
    },
    port,
    ready: `${urlAt(port)}/health/ready`,
    readyWithinMs: READY_WITHIN_MS,
    restarts: RESTARTS,
  });
  return seconds;
};

/** What every service is told. It is the same for all: nothing here is worth keeping from one of them. */
export const environmentOf = (addresses: Addresses, databaseUrl: string): Readonly<Record<string, string>> => {
  const urls = urlsOf(addresses);
  return {
    DATABASE_URL: databaseUrl,
    CALL_TIMEOUT_MS: '5000',
    INVENTORY_URL: urls.inventory,
    PAYMENT_URL: urls.payment,
    SHIPPING_URL: urls.shipping,
    NOTIFICATION_URL: urls.notification,
    PSP_URL: urls['psp-simulator'],
    SMTP_URL: `smtp://${HOST}:${addresses.smtp}`,
  };
};
