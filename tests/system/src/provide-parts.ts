import type { Part } from '@tidemark/local';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may create databases; each spec creates its own. */
    readonly postgresAdminUrl: string;
    /** Separated by commas; each spec creates its own topics, but for those of a service that it wakes. */
    readonly kafkaBrokers: string;
    readonly registryUrl: string;
    readonly connectUrl: string;
    /** Connect reads passwords below this folder only; each spec makes one of its own in it. */
    readonly secretsDir: string;
  }
}

type Addresses = Pick<
  ProvidedContext,
  'postgresAdminUrl' | 'kafkaBrokers' | 'registryUrl' | 'connectUrl' | 'secretsDir'
>;

/**
 * Starts real parts once for a run, on free ports and empty data, tells the specs where they are, and gives what ends them.
 *
 * A spec that asks for a part that was not started gets an empty address. A run that is interrupted leaves nothing
 * running: see `throwawayData`. Who runs many runs starts the parts itself, and says where by `TIDEMARK_TEST_STACK`.
 */
export const provideParts = async (
  { provide }: Pick<TestProject, 'provide'>,
  parts: readonly Part[],
): Promise<() => Promise<void>> => {
  const running = process.env['TIDEMARK_TEST_STACK'];
  const { addresses, end } =
    running === undefined
      ? await start(parts)
      : { addresses: JSON.parse(running) as Addresses, end: () => Promise.resolve() };
  for (const name of NAMES) provide(name, addresses[name]);
  return end;
};

const NAMES = ['postgresAdminUrl', 'kafkaBrokers', 'registryUrl', 'connectUrl', 'secretsDir'] as const;

const start = async (parts: readonly Part[]): Promise<{ addresses: Addresses; end: () => Promise<void> }> => {
  // Only here: who is told where the parts are has no use for what starts them.
  const { startStack, throwawayData } = await import('@tidemark/local');
  const { dataDir, forget } = await throwawayData();
  const stack = await startStack({ dataDir, ports: 'free', parts });
  const has = (part: Part): boolean => parts.includes(part) || (part === 'kafka' && parts.includes('connect'));
  return {
    addresses: {
      postgresAdminUrl: has('postgres') ? stack.postgres.adminUrl : '',
      kafkaBrokers: has('kafka') ? stack.kafka.brokers : '',
      registryUrl: has('registry') ? stack.registry.url : '',
      connectUrl: has('connect') ? stack.connect.url : '',
      secretsDir: stack.secrets,
    },
    end: async () => {
      await stack.stop();
      await forget();
    },
  };
};
