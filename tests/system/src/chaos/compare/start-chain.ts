import { Shop, throwawayData } from '@tidemark/local';
import type { Contestant, Detour } from '@tidemark/naive';
import { naiveContestant, serviceNames, startNaive } from '@tidemark/naive';
import type { Gates } from '../processes.ts';
import { Processes, restartBehind } from '../processes.ts';
import { Wire } from '../wire.ts';
import { PROVIDER_TIMEOUT_MS } from '../world.ts';
import type { ChainWorld } from './chain-faults.ts';

/** The variables in which a service of the chain is told where the servers are that schedules cut it off from. */
const SERVERS = { postgres: 'DATABASE_URL', 'psp-simulator': 'PSP_URL', 'mail-catcher': 'SMTP_URL' } as const;

/** The naive chain as something that can be broken, and judged. */
export interface Chain {
  readonly world: ChainWorld;
  readonly contestant: Contestant;
  readonly stop: () => Promise<void>;
}

/** Starts the chain on data of its own, with a proxy on every connection that a schedule may harm. */
export const startChain = async (signal?: AbortSignal): Promise<Chain> => {
  const wires = new Map<string, Wire>();
  for (const service of serviceNames) {
    for (const server of Object.keys(SERVERS)) wires.set(`${service} → ${server}`, await Wire.open());
  }
  const detour: Detour = (service, environment) => {
    const led = Object.entries(SERVERS).flatMap(([server, variable]) => {
      const wire = wires.get(`${service} → ${server}`);
      const url = environment[variable];
      if (wire === undefined || url === undefined) return [];
      const way = new URL(url);
      wire.leadTo(Number(way.port));
      way.port = String(wire.port);
      return [[variable, way.href.replace(/\/$/u, '')]];
    });
    return { ...environment, ...(Object.fromEntries(led) as Record<string, string>) };
  };
  const gates: Gates = new Map();
  const { dataDir, forget } = await throwawayData();
  const mayRestart = restartBehind(gates);
  // It waits for no answer longer than ours waits for the provider's.
  const environment = { CALL_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS) };
  const naive = await startNaive({ dataDir, environment, detour, mayRestart, ...(signal && { signal }) });
  const contestant = naiveContestant(naive, PROVIDER_TIMEOUT_MS);
  const wire = (client: string, server: string): Wire => {
    const found = wires.get(`${client} → ${server}`);
    if (found === undefined) throw new Error(`No proxy stands between ${client} and ${server} in the chain.`);
    return found;
  };
  return {
    contestant,
    world: {
      shop: new Shop(naive.urls),
      processes: new Processes(() => naive.pids, gates),
      wire,
      wires: [...wires.values()],
      system: naive,
    },
    stop: async () => {
      await contestant.close();
      await naive.stop();
      await Promise.all([...wires.values()].map((open) => open.close()));
      await forget();
    },
  };
};
