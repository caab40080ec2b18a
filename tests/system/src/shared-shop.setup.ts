import { localDurations, startSystem, throwawayData } from '@tidemark/local';
import type { TestProject } from 'vitest/node';

/** Where the shop that all peaceful stories share answers. */
export interface SharedShopAddress {
  readonly dataDir: string;
  /** By name: the services, psp-simulator, mail-catcher, watchdog. */
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

/** Starts a shop once for a run, on free ports and throw-away data, with the durations of `npm start`. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { dataDir, forget } = await throwawayData();
  const system = await startSystem({ dataDir, ports: 'free', environment: localDurations({}) });
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
