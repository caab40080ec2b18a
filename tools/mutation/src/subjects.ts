import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

/** A project whose rules are mutated. All paths are from the root of the repository. */
export type Subject = {
  readonly name: string;
  /** The sources to mutate. */
  readonly mutate: readonly string[];
  /** The tests that should notice. */
  readonly specs: string;
  /** What must hold for a mutant to compile. */
  readonly tsconfig: string;
};

const neverMutated = ['!**/*.spec.ts', '!**/*.fixtures.ts', '!**/index.ts'];

/** Each service that has rules, by its name. */
export const domains = (): readonly Subject[] =>
  readdirSync(join(root, 'services'))
    .filter((name) => existsSync(join(root, 'services', name, 'domain/package.json')))
    .map((name) => ({
      name,
      mutate: [`services/${name}/domain/src/**/*.ts`, ...neverMutated],
      specs: `services/${name}/domain/src/**/*.spec.ts`,
      tsconfig: `services/${name}/domain/tsconfig.lib.json`,
    }));

/** A rule with a test that leaves a known gap: whoever does not find the gap finds no other. */
export const canary: Subject = {
  name: 'canary',
  mutate: ['tools/mutation/src/canary/delivery-fee.ts'],
  specs: 'tools/mutation/src/canary/delivery-fee.fixtures.ts',
  tsconfig: 'tools/mutation/tsconfig.canary.json',
};

/** The same tests, and only these files to mutate. */
export const narrowed = (subject: Subject, files: readonly string[]): Subject => ({ ...subject, mutate: files });
