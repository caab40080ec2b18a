import { discoverCatalogs } from '@tidemark/bootstrap';
import type { CrashPoint } from '@tidemark/event-store';
import type { Detours, System } from '@tidemark/local';
import { choosePort, localDurations, Shop, startSystem, throwawayData } from '@tidemark/local';
import { Kafka, logLevel } from 'kafkajs';
import type { Query } from '../database.ts';
import { databaseAt } from '../database.ts';
import type { Gates } from './processes.ts';
import { Processes, restartBehind } from './processes.ts';
import { wiresOf } from './schedule.ts';
import { Wire } from './wire.ts';

/** Who listens to what. */
export interface Group {
  readonly service: string;
  readonly group: string;
  readonly topics: readonly string[];
}

/** A shop of its own whose processes may be killed and whose connections may be cut; nothing is shared with another. */
export interface World {
  readonly dataDir: string;
  readonly system: System;
  readonly shop: Shop;
  readonly services: readonly string[];
  readonly groups: readonly Group[];
  readonly processes: Processes;
  /** Straight to the server, past all proxies. */
  readonly query: Query;
  /** Straight to the broker, past all proxies. */
  readonly kafka: Kafka;
  readonly wire: (client: string, server: string) => Wire;
  readonly wires: readonly Wire[];
  /** The service dies at this point after its next start; undefined disarms it. */
  readonly arm: (service: string, death: { readonly point: CrashPoint; readonly pass: number } | undefined) => void;
  /** Stops everything and forgets the data. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** How long payment waits for the provider's answer: shorter than by default, so that each schedule is at rest sooner. */
export const PROVIDER_TIMEOUT_MS = 2_000;

const nameOf = (client: string, server: string): string => `${client} → ${server}`;

/** Starts everything with a proxy on every connection. Fails as `startSystem` does; nothing is left running then. */
export const startWorld = async (signal?: AbortSignal): Promise<World> => {
  const catalogs = await discoverCatalogs();
  const services = catalogs.map(({ name }) => name);
  const { wires, detours } = await openWires(services);
  const deaths = new Map<string, string>();
  const gates: Gates = new Map();
  const { dataDir, forget } = await throwawayData();
  const system = await startSystem({
    dataDir,
    ports: 'free',
    detours,
    ...(signal && { signal }),
    environment: { ...localDurations({}), PSP_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS) },
    launchEnvironment: (service) => ({ TIDEMARK_CRASH_AT: deaths.get(service) ?? '' }),
    mayRestart: restartBehind(gates),
  });
  const { query, close } = databaseAt(system.stack.postgres.adminUrl);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await close();
    await system.stop();
    await Promise.all([...wires.values()].map((wire) => wire.close()));
    await forget();
  };
  return {
    dataDir,
    system,
    shop: new Shop(system.urls),
    services,
    groups: catalogs.flatMap(({ name: service, consumers, views }) => [
      ...consumers.map(({ group, topics }) => ({ service, group, topics })),
      ...views.map(({ group, topic }) => ({ service, group, topics: [topic] })),
    ]),
    processes: new Processes(() => system.stack.pids, gates),
    query,
    kafka: new Kafka({
      clientId: 'tidemark-chaos',
      brokers: [system.stack.kafka.brokers],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 },
    }),
    wire: (client, server) => {
      const wire = wires.get(nameOf(client, server));
      if (wire === undefined) throw new Error(`No proxy stands between ${client} and ${server}.`);
      return wire;
    },
    wires: [...wires.values()],
    arm: (service, death) => {
      if (death === undefined) deaths.delete(service);
      else deaths.set(service, `${death.point}#${death.pass}@${process.pid}`);
    },
    stop: () => (stopped ??= stop()),
  };
};

/** A proxy for every connection, and the way that leads to it. */
const openWires = async (services: readonly string[]) => {
  const wires = new Map<string, Wire>();
  for (const { client, server } of wiresOf(services)) wires.set(nameOf(client, server), await Wire.open());
  const kafka: Record<string, Detours['kafka'][string]> = {};
  for (const client of [...services, 'connect']) {
    const wire = wires.get(nameOf(client, 'kafka'));
    const port = await choosePort('free', 0, 'kafka');
    wire?.leadTo(port);
    kafka[client] = { port, advertised: wire?.port ?? port };
  }
  const portFor: Detours['portFor'] = (client, server, port) => {
    const wire = wires.get(nameOf(client, server));
    wire?.leadTo(port);
    return wire?.port ?? port;
  };
  return { wires, detours: { kafka, portFor } };
};
