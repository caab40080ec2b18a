import type { Finding, TextFile } from './finding.ts';

const fences = (text: string): readonly string[] =>
  [...text.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

/** A tree begins with a folder at the margin; other fenced text is output. */
const isTree = (block: string): boolean => /^[\w.-]+\//.test(block);

const row = /^( *)(\S+(?: \S+)*?)(?: {2,}.*)?$/;

/** The paths that a fenced tree names: two spaces deeper is inside; several names stand before the two-space gap. */
export const treePathsIn = ({ text }: TextFile): readonly string[] =>
  fences(text)
    .filter(isTree)
    .flatMap((block) => {
      const above: string[] = [];
      return block
        .trimEnd()
        .split('\n')
        .flatMap((line) => {
          const [, indent = '', names = ''] = row.exec(line) ?? [];
          const depth = indent.length / 2;
          const paths = names.split(' ').map((name) => [...above.slice(0, depth), name.replace(/\/$/, '')].join('/'));
          above.splice(depth, above.length, names.split(' ')[0]?.replace(/\/$/, '') ?? '');
          return paths;
        });
    });

/** Every path in the fenced trees of a page exists. */
export const misplacedIn = (page: TextFile, paths: ReadonlySet<string>): readonly Finding[] =>
  treePathsIn(page)
    .filter((path) => !paths.has(path))
    .map((path) => ({ path: page.path, problem: `shows ${path} in its tree, which does not exist` }));
