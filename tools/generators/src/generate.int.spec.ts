import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Copy } from './copy.fixtures.ts';
import { copyOfCheckout } from './copy.fixtures.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresAdminUrl: string;
    readonly kafkaBrokers: string;
  }
}

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

/** What runs in the copy uses the Postgres of this run: one less to start each time. */
const parts = JSON.stringify({
  postgresAdminUrl: inject('postgresAdminUrl'),
  kafkaBrokers: inject('kafkaBrokers'),
  registryUrl: '',
  connectUrl: '',
  secretsDir: '',
});

/** Runs a program in the copy as `npm run` does there; what else this run of tests has set up is none of its business. */
const run = (program: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const child = spawn(process.execPath, [join(copy.folder, 'tools', 'tidy', 'node24.mjs'), program, ...args], {
      cwd: copy.folder,
      // A process of its own for each plugin of Nx takes longer than all that they do.
      env: { ...Object.fromEntries(env), TIDEMARK_TEST_STACK: parts, NX_ISOLATE_PLUGINS: 'false' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, said });
    });
  });

const generate = (...args: readonly string[]): Promise<Ended> => run('tools/generators/src/main.ts', ...args);

/** Fails with everything that the program said, and answers it. */
const passes = async (program: string, ...args: readonly string[]): Promise<string> => {
  const { code, said } = await run(program, ...args);
  expect(code, `${program} ${args.join(' ')}\n${said}`).toBe(0);
  return said;
};

describe('the generator', () => {
  it.concurrent.each([
    ['a service that is there', ['service', 'order'], 'The service order is there already'],
    ['a name of capitals', ['service', 'GiftCard'], '"GiftCard" cannot name a service'],
    ['a message of nobody', ['message', 'nobody', 'PointsEarned'], '"nobody" is no service that could own a message'],
    ['a message that is there', ['message', 'payment', 'OrderPlaced'], 'The name OrderPlaced is used already'],
  ])('refuses %s in one sentence, and writes nothing', async (_what, args, sentence) => {
    const { code, said } = await generate(...args);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/^[^\n]+\.\n$/u) as string });
    expect(said).toContain(sentence);
    expect(copy.changed()).toEqual([]);
  });

  const captured = 'contracts/avro/payment/PaymentCaptured.avsc';
  const amount = '"name": "amountMinor",';
  const note = '"name": "note", "type": ["null", "string"], "default": null, "doc": "A note." },\n    {\n      ';

  it.each([
    [
      'what is changed and not released',
      note + amount,
      `${captured} differs from v1, its last release; release it by: `,
    ],
    [
      'what the gate objects to',
      '"name": "amount",',
      'of v1 (order) cannot read PaymentCaptured as it is written now: ',
    ],
    ['what is no JSON', `${amount},`, `${captured}:18: This is no JSON: Expected double-quoted property name`],
  ])('refuses a service beside %s in one sentence, and writes nothing', async (_what, changed, sentence) => {
    const file = join(copy.folder, captured);
    const sound = readFileSync(file, 'utf8');
    writeFileSync(file, sound.replace(amount, changed));
    try {
      const { code, said } = await generate('service', 'gift-card');

      expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/^[^\n]+\n$/u) as string });
      expect(said).toContain(sentence);
      expect(copy.changed()).toEqual([captured]);
    } finally {
      writeFileSync(file, sound);
    }
  });
});

/** A service of two words, a message of a service that was there and one of the new service: all checks see all three. */
describe('a generated service and generated messages', () => {
  let ofMessage: readonly string[];
  let said: string;

  beforeAll(async () => {
    await passes('tools/generators/src/main.ts', 'service', 'gift-card');
    const before = new Set(copy.changed());
    said = await passes(
      'tools/generators/src/main.ts',
      'message',
      'shipping',
      'ParcelReturned',
      '--doc',
      'It is back.',
    );
    ofMessage = copy.changed().filter((path) => !before.has(path));
    await passes('tools/generators/src/main.ts', 'message', 'gift-card', 'GiftCardSpent');
  }, LONGEST_MS);

  it('are written and made anew with what is told of them; a message is a draft that nothing else speaks of', () => {
    expect(copy.changed()).toEqual(
      expect.arrayContaining([
        'services/gift-card/app/src/gift-card.catalog.ts',
        expect.stringMatching(/^contracts\/released\/v\d+\/gift-card\/GiftCardOpened\.avsc$/u) as string,
        'contracts/openapi/gift-card.json',
        'contracts/pacts/gift-card.orders-order.json',
        'contracts/avro/gift-card/GiftCardSpent.avsc',
      ]),
    );
    expect(ofMessage.toSorted()).toEqual([
      'contracts/avro/shipping/ParcelReturned.avsc',
      'contracts/src/generated/shipping.ts',
    ]);
    expect(said).toContain('ParcelReturned is a draft: it has a type, and nobody can say or hear it');
  });

  // Two lanes of about the same length, for two processors: more would only keep each other from meeting deadlines.
  describe.concurrent('at once', () => {
    it(
      'pass types and lint, are formatted and spelled, and their references are in place',
      async () => {
        const apps = ['services/gift-card/domain', 'services/gift-card/app', 'services/shipping/app'];
        // The simulation knows each message of the services that it simulates, and lets others be.
        await passes('tsc', '-b', ...apps, 'tests/simulation/tsconfig.lib.json');
        await passes('eslint', 'services/gift-card', 'contracts/src');
        const written = copy.changed();
        await passes('prettier', '--check', '--ignore-unknown', ...written);
        await passes('cspell', '--no-progress', '--no-summary', '--no-must-find-files', ...written);
        await passes('nx', 'sync:check');
      },
      LONGEST_MS,
    );

    it(
      'pass gate and contract suite, examples, laws, guards and stale checks; the service runs and is in the containers',
      async () => {
        const gate = await passes('tools/contracts-gate/src/check-main.ts');
        expect(gate).toContain(
          'Drafts, which nobody can say or hear yet: gift-card.GiftCardSpent, shipping.ParcelReturned.',
        );
        const kept = ['services/gift-card', 'services/shipping/app/src/shipping.messages', 'tests/contracts/src/pacts'];
        await passes('vitest', 'run', '--project', 'contract', '--project', 'integration', ...kept);
        const guards = ['tools/tidy/src/repository', 'tools/tidy/src/configuration', 'tools/contracts-codegen'];
        const descriptions = ['tools/asyncapi', 'infra/bootstrap/src/topics', 'tests/compose/src/compose-files'];
        const suites = ['services/gift-card', ...descriptions, ...guards, 'libs/avro/src/codec'];
        await passes('vitest', 'run', '--project', 'unit', ...suites);
      },
      LONGEST_MS,
    );
  });
});
