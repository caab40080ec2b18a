import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measurement } from './measure.ts';
import type { Target } from './target.ts';

/** What the auditor, a program of its own, says about the shop after a load. */
export interface AuditResult {
  /** Nothing is wrong, and every order was judged. */
  readonly clean: boolean;
  /** Its exit code: 0 nothing is wrong, 1 violations, 2 something could not be read. */
  readonly exitCode: number;
  readonly report: unknown;
  /** For people: what it wrote when all was not well. */
  readonly said: string;
}

const OWN_CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
const WAIT_SECONDS = '60';

/**
 * Has the shop audited by the auditor of its own checkout, which knows its tables, with what the callers were answered;
 * undefined where that checkout has none. Aborting ends the auditor, and then fails.
 */
export const auditOf = async (
  target: Pick<Target, 'dataDir'>,
  answered: Measurement['answered'],
  { checkout = OWN_CHECKOUT, signal }: { readonly checkout?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<AuditResult | undefined> => {
  const auditor = join(resolve(checkout), 'tools', 'auditor', 'src', 'main.ts');
  if (!existsSync(auditor)) return undefined;
  const file = join(target.dataDir, 'bench-acknowledged.jsonl');
  const lines = answered.filter(({ status }) => status > 0).map((answer) => JSON.stringify(named(answer)));
  await writeFile(file, `${lines.join('\n')}\n`);
  const args = ['--conditions=@tidemark/source', auditor, '--json', '--wait', WAIT_SECONDS, '--acknowledged', file];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TIDEMARK_DATA: target.dataDir },
    ...(signal && { signal }),
  });
  const [output, errors] = [collected(child.stdout), collected(child.stderr)];
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => resolve(code ?? 2));
    child.once('error', (error) => {
      if (signal?.aborted !== true) reject(error);
    });
  });
  signal?.throwIfAborted();
  const said = await output;
  const report = parsed(said);
  const clean = exitCode === 0 && isComplete(report);
  return {
    clean,
    exitCode,
    report,
    said: `${await errors}${clean ? '' : said}`,
  };
};

const named = ({ status, key, orderId }: Measurement['answered'][number]): object =>
  orderId === '' ? { status, key } : { status, key, orderId };

const collected = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

/** The auditor of an earlier checkout does not say. */
const isComplete = (report: unknown): boolean =>
  (report as { readonly isComplete?: boolean } | null)?.isComplete !== false;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
