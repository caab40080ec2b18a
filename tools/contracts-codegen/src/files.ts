import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFiles } from './generate.ts';

/** Writes what differs and names it; a file that is right already is left alone, so that nothing is built again. */
export const writeGenerated = (folder: string, files: GeneratedFiles): readonly string[] => {
  const different = [...files].filter(([path, text]) => textAt(join(folder, path)) !== text);
  for (const [path, text] of different) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return different.map(([path]) => path);
};

/** One sentence per file that is missing, out of date, or left over from a contract that is gone. */
export const staleFiles = (folder: string, files: GeneratedFiles): readonly string[] => {
  const stale = [...files].flatMap(([path, text]) => {
    const found = textAt(join(folder, path));
    if (found === undefined) return [`${path} is missing.`];
    return found === text ? [] : [`${path} does not match the schemas.`];
  });
  const generated = join(folder, 'generated');
  const leftOver = (existsSync(generated) ? readdirSync(generated) : [])
    .map((name) => `generated/${name}`)
    .filter((path) => !files.has(path))
    .map((path) => `${path} belongs to no schema; delete it.`);
  return [...stale, ...leftOver];
};

const textAt = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
