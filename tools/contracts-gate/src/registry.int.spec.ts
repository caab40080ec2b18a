import { randomBytes } from 'node:crypto';
import { registerSchemas } from '@tidemark/bootstrap/registry';
import type { Registrable } from '@tidemark/bootstrap/registry';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { SchemaJson } from './avsc-verdict.ts';
import type { Evolution } from './corpus/index.ts';
import { corpus, registryOn } from './corpus/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly registryUrl: string;
  }
}

const run = randomBytes(4).toString('hex');
const patience = { waitMs: 20_000, signal: new AbortController().signal };
const registryIsNeeded = (): Promise<boolean> => Promise.resolve(false);

/** Each change has a subject of its own, so that no verdict depends on another. */
const registrable = ({ name }: Evolution, schema: SchemaJson): Registrable => ({
  subject: `corpus-${run}-${name.replaceAll(/\W+/gu, '-')}`,
  fingerprint: '',
  schemaText: JSON.stringify(schema),
});

/** As a deployment registers: by bootstrap, which demands FULL_TRANSITIVE. */
const register = (...schemas: readonly Registrable[]): Promise<unknown> =>
  registerSchemas(inject('registryUrl'), schemas, patience, registryIsNeeded);

/** All at once are more than the registry has connections for when the machine is busy. */
const AT_ONCE = 8;

beforeAll(async () => {
  for (let at = 0; at < corpus.length; at += AT_ONCE) {
    const some = corpus.slice(at, at + AT_ONCE);
    await register(...some.map((evolution) => registrable(evolution, evolution.before)));
  }
});

describe('the registry, at a deployment', () => {
  it.each(corpus)('does what the corpus says of it: $name', async (evolution) => {
    const answer = await register(registrable(evolution, evolution.after)).then(
      () => 'accepts',
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'BOOTSTRAP.INCOMPATIBLE_SCHEMA' });
        return 'refuses';
      },
    );

    expect(answer).toBe(registryOn(evolution));
  });
});
