import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { join } from 'node:path';
import { configs } from 'typescript-eslint';
import { root } from './repository.ts';

export type Complaint = { readonly rule: string | null; readonly message: string };

/** Lints a text as if it stood at a path of this repository. */
export type LintFixture = (path: string, text: string) => Promise<readonly Complaint[]>;

const linter =
  (eslint: ESLint): LintFixture =>
  async (path, text) => {
    const results = await eslint.lintText(`${text}\n`, { filePath: join(root, path) });
    return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
  };

/**
 * Lints with the repository's own configuration, less what needs types: so the path need not exist, nothing is
 * written, and a fixture takes milliseconds.
 *
 * Draws the project graph first, because the boundary rule switches itself off without one.
 */
export const lintUntyped = async (): Promise<LintFixture> => {
  process.env['NX_DAEMON'] = 'false';
  await createProjectGraphAsync({ exitOnError: false });
  // Names of types are known from the syntax alone, so that rule stays on.
  const typed = Object.entries(configs.disableTypeChecked.rules ?? {}).filter(
    ([name]) => !name.endsWith('/naming-convention'),
  );
  return linter(
    new ESLint({
      cwd: root,
      overrideConfig: {
        rules: Object.fromEntries(typed),
        languageOptions: { parserOptions: { projectService: false } },
      },
    }),
  );
};

/** Lints with the whole configuration: the path must be a source that exists, whose content the text replaces. */
export const lintTyped = (): LintFixture => linter(new ESLint({ cwd: root }));
