import { startStack, throwawayData } from '@tidemark/local';
import type { Bug } from './bug.ts';
import { sortOf } from './run-checks.ts';
import type { Sandbox } from './sandbox.ts';

/** What the checks of real parts run on, started once for all of them. */
export interface RealParts {
  readonly environment: Sandbox['environment'];
  readonly stop: () => Promise<void>;
}

/** Starts what the checks of these bugs need, on free ports and throw-away data; nothing where none needs any. */
export const startRealParts = async (bugs: readonly Bug[]): Promise<RealParts> => {
  // What breaks a whole shop starts one of its own.
  const onParts = bugs.filter(({ check }) => !['unit', 'chaos'].includes(sortOf(check)));
  const parts = [...new Set(onParts.map(({ check }) => check.part ?? 'postgres'))];
  if (parts.length === 0) return { environment: {}, stop: () => Promise.resolve() };
  const { dataDir, forget } = await throwawayData();
  const stack = await startStack({ dataDir, ports: 'free', parts });
  const addresses = {
    postgresAdminUrl: parts.includes('postgres') ? stack.postgres.adminUrl : '',
    kafkaBrokers: parts.includes('kafka') ? stack.kafka.brokers : '',
    registryUrl: '',
    connectUrl: '',
    secretsDir: stack.secrets,
  };
  return {
    environment: { TIDEMARK_TEST_STACK: JSON.stringify(addresses) },
    stop: async () => {
      await stack.stop();
      await forget();
    },
  };
};
