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

let end: (() => Promise<void>) | undefined;

/**
 * Starts the real parts once for a run, on free ports and empty data, and tells the specs where they are.
 *
 * `TIDEMARK_TEST_PARTS=postgres,kafka` names those that are needed; without it, all start. A spec that asks for a part
 * that was not started gets an empty address. A run that is interrupted leaves nothing running: see {@link throwawayData}.
 */
export const setup = async ({ provide }: TestProject): Promise<void> => {
  const parts = (process.env['TIDEMARK_TEST_PARTS'] ?? 'postgres,kafka,registry,connect').split(',') as Part[];
  const { dataDir, forget } = await throwawayData();
  const stack = await startStack({ dataDir, ports: 'free', parts });
  end = async () => {
    await stack.stop();
    await forget();
  };
  const has = (part: Part): boolean => parts.includes(part) || (part === 'kafka' && parts.includes('connect'));
  provide('postgresAdminUrl', has('postgres') ? stack.postgres.adminUrl : '');
  provide('kafkaBrokers', has('kafka') ? stack.kafka.brokers : '');
  provide('registryUrl', has('registry') ? stack.registry.url : '');
  provide('connectUrl', has('connect') ? stack.connect.url : '');
  provide('secretsDir', stack.secrets);
};

export const teardown = async (): Promise<void> => {
  await end?.();
  end = undefined;
};
