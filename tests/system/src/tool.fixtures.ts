import { execFile } from 'node:child_process';
import { join } from 'node:path';

const TOOLS = join(import.meta.dirname, '..', '..', '..', 'tools');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool as `npm run` does, on the shop of a data folder. */
export const runTool = (dataDir: string, tool: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, TIDEMARK_DATA: dataDir };
    const program = ['--conditions=@tidemark/source', join(TOOLS, tool, 'src', 'main.ts'), ...args];
    const child = execFile(process.execPath, program, { env, timeout: 100_000 }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
