import { dirname } from 'node:path';
import type { Finding, TextFile } from './finding.ts';

export interface DeclaredDependencies {
  /** Of the package.json. */
  readonly path: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Packages that are needed though nothing imports them, and why. */
export const NEVER_IMPORTED: ReadonlyMap<string, string> = new Map([
  ['@fastify/static', 'Nest loads it by its name to serve the pages of the OpenAPI document'],
]);

/** What a project declares and none of its files imports: whoever reads the list takes it for what the project is made of. */
export const unimported = (
  projects: readonly DeclaredDependencies[],
  sources: readonly TextFile[],
): readonly Finding[] =>
  projects.flatMap(({ path, dependencies = {}, devDependencies = {} }) => {
    const own = sources.filter((source) => source.path.startsWith(`${dirname(path)}/`));
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)]
      .filter((name) => !NEVER_IMPORTED.has(name) && !own.some(({ text }) => imports(text, name)))
      .map((name) => ({ path, problem: `declares ${name}, which nothing in it imports: take it out of the list` }));
  });

const imports = (text: string, name: string): boolean => text.includes(`'${name}'`) || text.includes(`'${name}/`);
