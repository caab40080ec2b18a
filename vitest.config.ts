import { defineConfig } from 'vitest/config';
import { BreakersLast } from './tests/system/src/breakers-last.ts';

/** Starts the real parts once for a run and tells the specs where they are. */
const localStack = './tests/system/src/global-setup.ts';

/** What a service answers is held against its OpenAPI document, whatever the spec is about. */
const contractWatch = './libs/platform/src/testing/http/contract-watch.fixtures.ts';
/** So is what the process of a spec is answered by services that are processes of their own. */
const receivedWatch = './tests/system/src/received-watch.fixtures.ts';

const generated = ['**/node_modules/**', '**/dist/**', '**/out-tsc/**', '**/.nx/**', '**/.tidemark/**'];
const integration = '**/*.int.spec.ts';
const contract = '**/*.contract.spec.ts';
const system = 'tests/**/*.system.spec.ts';
const chaos = 'tests/**/*.chaos.spec.ts';

/** How specs run that start services, or what services are made of, on real parts. */
const ofServices = {
  exclude: generated,
  setupFiles: [contractWatch],
  pool: 'forks' as const,
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  // Sources are tested as they stand, with nothing built: packages resolve to `src` by this condition, and so they do for
  // what sets a run up, which Vitest loads by an environment of its own.
  ssr: { resolve: { conditions: ['@tidemark/source'] } },
  environments: { __vitest__: { resolve: { conditions: ['@tidemark/source'] } } },
  test: {
    passWithNoTests: true,
    sequence: { sequencer: BreakersLast },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.spec.ts'],
          exclude: [...generated, integration, contract, system, chaos],
          // Rules are pure, so one module graph serves all files: it makes the run several times as fast.
          pool: 'threads',
          isolate: false,
          // Milliseconds each, but the machine may be busy with the stages beside them.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          ...ofServices,
          include: [integration],
          globalSetup: [localStack],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          ...ofServices,
          include: [contract],
          // What a service promises to others needs its database, and its broker where it is awake.
          globalSetup: ['./tests/system/src/contract-parts.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [system],
          globalSetup: ['./tests/system/src/shared-shop.setup.ts'],
          setupFiles: [contractWatch, receivedWatch],
          exclude: generated,
          pool: 'forks',
          // All stories share one shop, so one file at a time: the figures of one are not those of another.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: [chaos],
          setupFiles: [contractWatch, receivedWatch],
          exclude: generated,
          pool: 'forks',
          fileParallelism: false,
          // What does not come to rest is waited for longer than it may take, to tell slow from stuck.
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
