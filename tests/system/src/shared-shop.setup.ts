import { startSystem, throwawayData } from '@tidemark/local';
import type { TestProject } from 'vitest/node';

/** Where the shop that all peaceful stories share answers. */
export interface SharedShopAddress {
  readonly dataDir: string;
  /** By name: the services, psp-simulator, mail-catcher. */
  readonly urls: Readonly<Record<string, string>>;
  readonly kafkaBrokers: string;
  readonly postgresAdminUrl: string;
  readonly pids: readonly number[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly sharedShop: SharedShopAddress;
  }
}

/** Seconds, so that an order that nobody pays comes to its end while somebody looks; a slow payment stays well within. */
const PAYMENT_DEADLINE_MS = '12000';

/** Starts a shop once for a run, on free ports and throw-away data. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { dataDir, forget } = await throwawayData();
  const system = await startSystem({ dataDir, ports: 'free', environment: { PAYMENT_DEADLINE_MS } });
  const { stack, urls } = system;
  provide('sharedShop', {
    dataDir,
    urls,
    kafkaBrokers: stack.kafka.brokers,
    postgresAdminUrl: stack.postgres.adminUrl,
    pids: Object.values(stack.pids),
  });
  return async () => {
    await system.stop();
    await forget();
  };
};
