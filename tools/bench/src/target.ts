import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShopUrls } from '@tidemark/local';
import { findShop } from '@tidemark/local';

/** A running shop on this machine, with all that has to be known to measure it. */
export interface Target {
  readonly dataDir: string;
  readonly urls: ShopUrls;
  readonly adminUrl: string;
  readonly kafkaBrokers: string;
  /** The folder of Kafka's log. */
  readonly kafkaLog: string;
  /** Process ids by name: the parts, the services, the simulators, and the launcher where it is one of its own. */
  readonly pids: Readonly<Record<string, number>>;
}

/** There is no shop to measure. The sentence says what to do. */
export class NoShop extends Error {
  readonly code = 'BENCH.NO_SHOP';

  constructor(sentence: string) {
    super(sentence);
    this.name = 'NoShop';
  }
}

const CLONE = fileURLToPath(new URL('../../..', import.meta.url));

/** The data folder of `npm start`. */
export const usualDataDir = (): string => process.env['TIDEMARK_DATA'] ?? join(CLONE, '.tidemark');

/** The shop that runs on a data folder; undefined when none does. Fails with {@link NoShop} when it is not whole. */
export const targetOn = async (dataDir: string): Promise<Target | undefined> => {
  const folder = resolve(dataDir);
  const urls = findShop(folder);
  if (urls === undefined) return undefined;
  const pids = { ...(await recordedPids(folder)), ...(await launcherPid(folder)) };
  const told = await environmentOf(pids['order']);
  const database = URL.parse(told.get('DATABASE_URL') ?? '');
  const kafkaBrokers = told.get('KAFKA_BROKERS');
  if (database === null || kafkaBrokers === undefined) {
    throw new NoShop(`The order service of the shop on ${folder} does not run: look into its log, in ${folder}/logs.`);
  }
  const password = await readFile(join(folder, 'postgres.password'), 'utf8');
  return {
    dataDir: folder,
    urls,
    adminUrl: `postgres://postgres:${password}@${database.host}${database.pathname}`,
    kafkaBrokers,
    kafkaLog: join(folder, 'kafka'),
    pids,
  };
};

/** What the launcher wrote down of each process that it started. */
const recordedPids = async (folder: string): Promise<Readonly<Record<string, number>>> => {
  const run = join(folder, 'run');
  const files = (await readdir(run)).filter((file) => file.endsWith('.pid.json'));
  const records = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(run, file), 'utf8')) as { name: string; pid: number }),
  );
  return Object.fromEntries(records.map(({ name, pid }) => [name, pid]));
};

/** The launcher of `npm start` belongs to the shop; a test run that started one does not. */
const launcherPid = async (folder: string): Promise<Readonly<Record<string, number>>> => {
  const { pid } = JSON.parse(await readFile(join(folder, 'running-shop.json'), 'utf8')) as { pid: number };
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('infra/local/src/start.ts') ? { launcher: pid } : {};
};

/** The environment that a process was started with, from Linux's /proc; empty when it is gone. */
const environmentOf = async (pid: number | undefined): Promise<ReadonlyMap<string, string>> => {
  const text = pid === undefined ? '' : await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return new Map(
    text.split('\0').map((entry) => {
      const [name = '', ...value] = entry.split('=');
      return [name, value.join('=')] as const;
    }),
  );
};
