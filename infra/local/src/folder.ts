import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Every file below the folder with its size, by path relative to it. What vanishes while looking is left out. */
export async function folderFiles(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => [relative(folder, file), (await stat(file).catch(() => undefined))?.size] as const),
  );
  return new Map(sizes.filter((pair): pair is readonly [string, number] => pair[1] !== undefined));
}

export async function folderBytes(folder: string): Promise<number> {
  return [...(await folderFiles(folder)).values()].reduce((sum, size) => sum + size, 0);
}
