import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Copy } from './copy.fixtures.ts';
import { copyOfCheckout } from './copy.fixtures.ts';

const LONGEST_MS = 240_000;

let copy: Copy;

beforeAll(() => {
  copy = copyOfCheckout();
}, LONGEST_MS);

afterAll(() => {
  copy.forget();
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs a program in the copy as `npm run` does there; what this run of tests has set up is none of its business. */
const run = (program: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const child = spawn(process.execPath, [join(copy.folder, 'tools', 'tidy', 'node24.mjs'), program, ...args], {
      cwd: copy.folder,
      env: { ...Object.fromEntries(env), TIDEMARK_TEST_PARTS: 'postgres' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, said });
    });
  });

const generate = (...args: readonly string[]): Promise<Ended> => run('tools/generators/src/main.ts', ...args);

/** Fails with everything that the program said. */
const passes = async (program: string, ...args: readonly string[]): Promise<void> => {
  const { code, said } = await run(program, ...args);
  expect(code, `${program} ${args.join(' ')}\n${said}`).toBe(0);
};

const specs = (project: string, ...paths: readonly string[]): Promise<void> =>
  passes('vitest', 'run', '--project', project, ...paths);

describe('the generator', () => {
  it.each([
    ['a service that is there', ['service', 'order'], 'The service order is there already'],
    ['a name of several words', ['service', 'gift-card'], '"gift-card" cannot name a service'],
    ['a message of nobody', ['message', 'nobody', 'PointsEarned'], '"nobody" is no service that could own a message'],
    ['a message that is there', ['message', 'payment', 'OrderPlaced'], 'The name OrderPlaced is used already'],
  ])('refuses %s in one sentence, and writes nothing', async (_what, args, sentence) => {
    const { code, said } = await generate(...args);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/^[^\n]+\.\n$/u) as string });
    expect(said).toContain(sentence);
    expect(copy.changed()).toEqual([]);
  });
});

describe('a generated service', () => {
  beforeAll(async () => {
    const { code, said } = await generate('service', 'loyalty');
    expect(code, said).toBe(0);
  }, LONGEST_MS);

  it(
    'passes types and lint at once',
    async () => {
      await Promise.all([
        passes('tsc', '-b', 'services/loyalty/domain', 'services/loyalty/app', 'infra/local/tsconfig.lib.json'),
        passes('eslint', 'services/loyalty'),
      ]);
    },
    LONGEST_MS,
  );

  it(
    'passes its examples and laws, and the guards and stale checks of the repository',
    async () => {
      const guards = ['tools/tidy/src/repository', 'tools/tidy/src/configuration', 'tools/contracts-codegen'];
      await specs('unit', 'services/loyalty', 'tools/asyncapi', 'infra/bootstrap/src/topics', ...guards);
    },
    LONGEST_MS,
  );

  it(
    'passes the contract suite and runs on a real database',
    async () => {
      await specs('contract', 'services/loyalty', 'tests/contracts');
      await specs('integration', 'services/loyalty');
    },
    LONGEST_MS,
  );

  it(
    'is formatted and spelled, and its references are in place',
    async () => {
      const written = copy.changed();
      expect(written).toContain('services/loyalty/app/src/loyalty.catalog.ts');
      await passes('prettier', '--check', '--ignore-unknown', ...written);
      await passes('cspell', '--no-progress', '--no-summary', '--no-must-find-files', ...written);
      await passes('nx', 'sync:check');
    },
    LONGEST_MS,
  );
});

describe('a generated message', () => {
  it(
    'has a schema with docs, types, an example and its place in the description, and leaves what was released alone',
    async () => {
      const before = new Set(copy.changed());
      const { code, said } = await generate('message', 'shipping', 'ParcelReturned', '--doc', 'The parcel came back.');
      expect(code, said).toBe(0);
      const added = copy.changed().filter((path) => !before.has(path));
      expect(added.toSorted()).toEqual([
        'contracts/avro/shipping/ParcelReturned.avsc',
        'contracts/src/generated/shipping.schemas.ts',
        'contracts/src/generated/shipping.ts',
      ]);
      await specs('unit', 'tools/contracts-codegen', 'tools/asyncapi', 'libs/avro/src/codec');
    },
    LONGEST_MS,
  );
});
