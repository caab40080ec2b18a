import type { Part } from '@tidemark/local';
import { startStack, throwawayData } from '@tidemark/local';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may create databases; each spec creates its own. */
    readonly postgresAdminUrl: string;
    /** Separated by commas; each spec creates its own topics. */
    readonly kafkaBrokers: string;
    readonly registryUrl: string;
    readonly connectUrl: string;
    /** Connect reads passwords below this folder only; each spec makes one of its own in it. */
    readonly secretsDir: string;
  }
}

/**
 * Starts real parts once for a run, on free ports and empty data, tells the specs where they are, and gives what ends them.
 *
 * A spec that asks for a part that was not started gets an empty address. A run that is interrupted leaves nothing
 * running: see {@link throwawayData}.
 */
export const provideParts = async (
  { provide }: Pick<TestProject, 'provide'>,
  parts: readonly Part[],
): Promise<() => Promise<void>> => {
  const { dataDir, forget } = await throwawayData();
  const stack = await startStack({ dataDir, ports: 'free', parts });
  const has = (part: Part): boolean => parts.includes(part) || (part === 'kafka' && parts.includes('connect'));
  provide('postgresAdminUrl', has('postgres') ? stack.postgres.adminUrl : '');
  provide('kafkaBrokers', has('kafka') ? stack.kafka.brokers : '');
  provide('registryUrl', has('registry') ? stack.registry.url : '');
  provide('connectUrl', has('connect') ? stack.connect.url : '');
  provide('secretsDir', stack.secrets);
  return async () => {
    await stack.stop();
    await forget();
  };
};
