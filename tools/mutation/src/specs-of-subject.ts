import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Stryker starts Vitest in processes of its own, which read here which tests belong to the mutants. */
const specs = process.env['TIDEMARK_MUTATED_SPECS'];

const isLaws = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('.laws.spec.ts');

/** Most mutants die of an example, in milliseconds: properties, which try hundreds of histories, come last. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLaws(file)), ...sorted.filter(isLaws)];
  }
}

// eslint-disable-next-line no-restricted-exports -- Vitest takes its configuration from the default export.
export default defineConfig({
  ssr: { resolve: { conditions: ['@tidemark/source'] } },
  test: {
    include: specs === undefined ? [] : [specs],
    setupFiles: ['tools/mutation/src/one-seed.ts'],
    sequence: { sequencer: ExamplesFirst },
    testTimeout: 20_000,
  },
});
