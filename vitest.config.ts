import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Starts the real parts once for a run; without it, nothing but the tests themselves is started. */
const localStack = './infra/local/src/testing/global-setup.ts';
const globalSetup = existsSync(new URL(localStack, import.meta.url)) ? [localStack] : [];

const generated = ['**/node_modules/**', '**/dist/**', '**/out-tsc/**', '**/.nx/**', '**/.tidemark/**'];
const integration = '**/*.int.spec.ts';
const system = 'tests/system/**/*.system.spec.ts';

export default defineConfig({
  // Sources are tested as they stand, with nothing built: packages resolve to `src` by this condition.
  ssr: { resolve: { conditions: ['@tidemark/source'] } },
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.spec.ts'],
          exclude: [...generated, integration, system],
          // Rules are pure, so one module graph serves all files: it makes the run several times as fast.
          pool: 'threads',
          isolate: false,
          // Milliseconds each, but the machine may be busy with the stages beside them.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          exclude: generated,
          globalSetup,
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [system],
          exclude: generated,
          globalSetup,
          pool: 'forks',
          // One stack, one story at a time: a fault injected by one file must not meet another file's order.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
