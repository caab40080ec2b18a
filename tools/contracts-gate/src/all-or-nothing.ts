import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Does the work, or leaves what stands at the paths as it was: what the work took away is there again, and what it wrote
 * there is gone. Fails as the work does.
 */
export const allOrNothing = <Done>(folder: string, paths: readonly string[], work: () => Done): Done => {
  const aside = mkdtempSync(join(tmpdir(), 'contracts-release-'));
  const copyAll = (from: string, to: string): void => {
    for (const path of paths.filter((one) => existsSync(join(from, one)))) {
      cpSync(join(from, path), join(to, path), { recursive: true });
    }
  };
  copyAll(folder, aside);
  try {
    return work();
  } catch (error) {
    for (const path of paths) rmSync(join(folder, path), { recursive: true, force: true });
    copyAll(aside, folder);
    throw error;
  } finally {
    rmSync(aside, { recursive: true });
  }
};
