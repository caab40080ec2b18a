import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import { root } from './repository.ts';

describe('in a clone in which nothing is built', () => {
  let vitest: Vitest;

  beforeAll(async () => {
    vitest = await createVitest({ root, watch: false });
  });

  afterAll(() => vitest.close());

  it.each(['ssr', '__vitest__'])('packages of ours are found by their sources: %s', async (environment) => {
    expect(vitest.projects.length).toBeGreaterThan(4);
    for (const { name, vite } of vitest.projects) {
      const from = join(root, 'tests/system/src/provide-parts.ts');
      const found = await vite.environments[environment]?.pluginContainer.resolveId('@tidemark/local', from);

      expect(found?.id, name).toBe(join(root, 'infra/local/src/index.ts'));
    }
  });
});
