import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { hearing } from '@tidemark/platform/testing/received';

const TOOLS = join(import.meta.dirname, '..', '..', '..', 'tools');
const WATCH = join(import.meta.dirname, 'answers-watch.fixtures.ts');
const SETTINGS = { timeout: 110_000, maxBuffer: 64 * 1024 * 1024 };

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool as `npm run` does, on the shop of a data folder. What services answer it is held against their documents. */
export const runTool = (dataDir: string, tool: string, ...args: readonly string[]): Promise<Ended> =>
  hearing(
    (heard) =>
      new Promise((resolve) => {
        const env = { ...process.env, TIDEMARK_DATA: dataDir, ...heard };
        const program = [
          ...['--conditions=@tidemark/source', '--import', WATCH],
          ...[join(TOOLS, tool, 'src', 'main.ts'), ...args],
        ];
        const child = execFile(process.execPath, program, { env, ...SETTINGS }, (_error, stdout, stderr) => {
          resolve({ exitCode: child.exitCode, stdout, stderr });
        });
      }),
  );
