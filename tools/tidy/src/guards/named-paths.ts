import { posix } from 'node:path';
import type { Finding, TextFile } from './finding.ts';

/** What stands in the repository: its files and folders, and the names of the root scripts. */
export type Inventory = { readonly paths: ReadonlySet<string>; readonly scripts: ReadonlySet<string> };

const fileExtension = /\.(ts|mjs|js|json|md|ya?ml|sql|avsc|xml|sh|mmd|svg)$/;
const placeholder = /[*{}<>…$\s:=()'"|,]/;
const mediaType = /^(application|text|image|audio|video|multipart)\//;
/** Folders that exist only once something has run. */
const produced = /(^|\/)(dist|node_modules|out-tsc|test-results|coverage|\.tidemark|\.nx)(\/|$)/;

const withoutFences = (text: string): string => text.replace(/^(```|~~~)[^\n]*\n[\s\S]*?^\1\s*$/gm, '');

const linkTargets = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));

const quoted = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code.replace(/:\d+(-\d+)?$/, ''))
    .filter((code) => (code.includes('/') || fileExtension.test(code)) && !placeholder.test(code))
    .filter((code) => !/^[/@~-]/.test(code) && !mediaType.test(code) && !produced.test(code));

/** A path may be told from the root, or from the page that names it; a bare file name may stand anywhere. */
const stands = (page: string, named: string, { paths }: Inventory): boolean => {
  const bare = named.replace(/\/$/, '');
  if (paths.has(posix.normalize(bare)) || paths.has(posix.join(posix.dirname(page), bare))) return true;
  return !bare.includes('/') && [...paths].some((path) => posix.basename(path) === bare);
};

const scriptsNamed = (text: string): readonly string[] => {
  const run = [...text.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g)].map(([, name = '']) => name);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name = '']) => name);
  return [...run, ...short];
};

/**
 * Every path a page names exists, and so does every npm script, those in fenced examples too.
 *
 * Paths are what stands in backticks with a slash or a known extension, and the targets of links. Fenced blocks are
 * examples and output: their paths are not checked.
 */
export const misnamedIn = (page: TextFile, inventory: Inventory): readonly Finding[] => {
  const prose = withoutFences(page.text);
  const named = new Set([...quoted(prose), ...linkTargets(prose)]);
  const scripts = new Set(scriptsNamed(page.text));
  return [
    ...[...named]
      .filter((path) => !stands(page.path, path, inventory))
      .map((path) => ({ path: page.path, problem: `names ${path}, which does not exist` })),
    ...[...scripts]
      .filter((name) => !inventory.scripts.has(name))
      .map((name) => ({ path: page.path, problem: `names the npm script ${name}, which does not exist` })),
  ];
};
