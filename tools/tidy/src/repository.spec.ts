import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { describe, expect, it } from 'vitest';
import type { DeclaredDependencies } from './guards/dependencies.ts';
import { unimported } from './guards/dependencies.ts';
import { misplacedCodeIn } from './guards/named-code.ts';
import { misnamedIn } from './guards/named-paths.ts';
import { untagged } from './guards/project-tags.ts';
import { unguardedIn, variablesBesideConfig } from './guards/services.ts';
import { addressesIn, focusedIn, leftoversIn, tooLong, unenforcedDecision } from './guards/texts.ts';
import { misplacedIn, treePathsIn } from './guards/tree.ts';
import { filesOf, read, readJson, root, withFolders } from './repository.ts';

type Manifest = { readonly scripts?: Record<string, string>; readonly nx?: { readonly tags?: readonly string[] } };

const files = filesOf();
const manifest = readJson('package.json') as Manifest;
const matching = (pattern: RegExp) => files.filter((path) => pattern.test(path)).map(read);

const texts = matching(/\.(ts|mjs|js|json|md|ya?ml|sql|avsc|xml|sh|properties)$|^\.ci\/|Dockerfile$/).filter(
  ({ path }) => path !== 'package-lock.json',
);
const scripts = matching(/\.(ts|mjs)$/);
const pages = matching(/^(README|CONTRIBUTING)\.md$|^docs\/.*\.md$|^(services|tools)\/[^/]+\/README\.md$/);
const appSources = matching(/^services\/[^/]+\/app\/src\/.*\.ts$/).filter(
  ({ path }) => !/\.(spec|fixtures)\.ts$/.test(path),
);

describe('the repository', () => {
  it('is seen by these guards', () => {
    expect(scripts.length).toBeGreaterThan(50);
  });

  it('names on its pages only paths and scripts that exist', () => {
    const inventory = { paths: withFolders(files), scripts: new Set(Object.keys(manifest.scripts ?? {})) };
    expect(pages.flatMap((page) => misnamedIn(page, inventory))).toEqual([]);
  });

  it('places on its pages no name in a file that does not have it', () => {
    const known = new Set(files);
    const reading = (path: string) => (known.has(path) ? read(path).text : undefined);
    expect(pages.flatMap((page) => misplacedCodeIn(page, reading))).toEqual([]);
  });

  it('shows in the tree of its README only what exists', () => {
    const readme = read('README.md');
    expect(treePathsIn(readme).length).toBeGreaterThan(20);
    expect(misplacedIn(readme, withFolders(files))).toEqual([]);
  });

  it('lets requests to a service in by the one guard', () => {
    expect(appSources.filter(({ path }) => path.endsWith('.controller.ts')).length).toBeGreaterThan(0);
    expect(appSources.flatMap(unguardedIn)).toEqual([]);
  });

  it('keeps every variable of a service in its configuration', () => {
    expect(appSources.filter(({ path }) => path.endsWith('.config.ts'))).toHaveLength(serviceNames().length);
    expect(appSources.flatMap(variablesBesideConfig)).toEqual([]);
  });

  it('tags every project with one type and one scope', () => {
    const projects = files
      .filter((path) => path.endsWith('/package.json'))
      .map((path) => ({ path, tags: (readJson(path) as Manifest).nx?.tags ?? [] }));
    expect(untagged(projects, serviceNames())).toEqual([]);
  });

  it('declares no package that nothing imports', () => {
    const projects = files
      .filter((path) => path === 'package.json' || path.endsWith('/package.json'))
      .map((path): DeclaredDependencies => ({ path, ...(readJson(path) as Omit<DeclaredDependencies, 'path'>) }));
    expect(unimported(projects, scripts)).toEqual([]);
  });

  it('leaves no marker for later', () => {
    expect(texts.flatMap(leftoversIn)).toEqual([]);
  });

  it('hides no test', () => {
    expect(
      matching(/\.spec\.ts$/)
        .filter(({ path }) => !path.startsWith('tools/tidy/'))
        .flatMap(focusedIn),
    ).toEqual([]);
  });

  it('keeps every file within 400 lines', () => {
    expect(scripts.filter(({ path }) => !path.includes('/generated/')).flatMap((file) => tooLong(file, 400))).toEqual(
      [],
    );
  });

  it('keeps the README under 150 lines', () => {
    expect(matching(/^README\.md$/).flatMap((file) => tooLong(file, 149))).toEqual([]);
  });

  it('records no address in the lock', () => {
    expect(addressesIn(read('package-lock.json'))).toEqual([]);
  });

  it('says of every decision what enforces it', () => {
    expect(matching(/^docs\/adr\/\d{4}-.*\.md$/).flatMap(unenforcedDecision)).toEqual([]);
  });

  it('holds generated code that is current', { timeout: 30_000 }, () => {
    const generator = join(root, 'tools/contracts-codegen/src/main.ts');
    const run = () =>
      execFileSync(process.execPath, ['--conditions=@tidemark/source', generator, '--check'], {
        cwd: root,
        encoding: 'utf8',
      });
    expect(run).not.toThrow();
  });
});
