import { defineConfig } from 'vitest/config';

/** Stryker starts Vitest in processes of its own, which read here which tests belong to the mutants. */
const specs = process.env['TIDEMARK_MUTATED_SPECS'];

// eslint-disable-next-line no-restricted-exports -- Vitest takes its configuration from the default export.
export default defineConfig({
  ssr: { resolve: { conditions: ['@tidemark/source'] } },
  test: {
    include: specs === undefined ? [] : [specs],
    setupFiles: ['tools/mutation/src/one-seed.ts'],
    testTimeout: 20_000,
  },
});
