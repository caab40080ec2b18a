import { localDurations, startSystem, throwawayData } from '@tidemark/local';
import type { TestProject } from 'vitest/node';

/** Where the shop that all stories share answers. */
export interface SharedShopAddress {
  readonly dataDir: string;
  /** By name: the services, psp-simulator, mail-catcher, watchdog. */
  readonly urls: Readonly<Record<string, string>>;
  readonly kafkaBrokers: string;
  readonly postgresAdminUrl: string;
  readonly connectUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly sharedShop: SharedShopAddress;
  }
}

/** How long payment waits for the provider's answer: shorter than by default, because stories wait for it too. */
export const PROVIDER_TIMEOUT_MS = 1_500;

/** Starts a shop once for a run, on free ports and throw-away data, with the durations of `npm start`. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { dataDir, forget } = await throwawayData();
  const system = await startSystem({
    dataDir,
    ports: 'free',
    environment: { ...localDurations({}), PSP_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS) },
  });
  const { stack, urls } = system;
  provide('sharedShop', {
    dataDir,
    urls,
    kafkaBrokers: stack.kafka.brokers,
    postgresAdminUrl: stack.postgres.adminUrl,
    connectUrl: stack.connect.url,
  });
  return async () => {
    await system.stop();
    await forget();
  };
};
