import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rounded } from './histogram.ts';
import type { Generator } from './load.ts';
import { cpuBetween, cpuByName, readTimes } from './processes.ts';
import { scheduleOf } from './schedule.ts';

/** What an HTTP endpoint does on this machine that parses an order and answers. */
export interface FastifyAnchor {
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
}

const PROGRAM = fileURLToPath(new URL('fastify-server.ts', import.meta.url));
/** Different ones, to be sent in a circle. */
const REQUESTS = 1_000;

export const fastifyAnchor = async (
  generator: Generator,
  connections: number,
  seconds: number,
  seed: number,
): Promise<FastifyAnchor> => {
  const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (address: string) => {
        resolve(address);
      });
      child.once('exit', () => {
        reject(new Error('The bare Fastify server ended before it listened.'));
      });
    });
    const plan = { rate: REQUESTS, seconds: 1, warmupSeconds: 0, mix: 'happy', seed, skuCount: 10 } as const;
    await generator.prepare(`${url}/orders`, scheduleOf({ ...plan, runId: 'anchor' }));
    const named = { fastify: child.pid ?? 0 };
    const before = cpuByName(readTimes(), named);
    const { accepted, seconds: elapsed } = await generator.flood(connections, seconds);
    const cpuMs = cpuBetween(before, cpuByName(readTimes(), named)).get('fastify') ?? 0;
    return {
      connections,
      requestsPerSecond: rounded(accepted / elapsed, 0),
      cpuMsPerRequest: rounded(cpuMs / Math.max(accepted, 1), 4),
    };
  } finally {
    if (child.connected) child.disconnect();
  }
};
