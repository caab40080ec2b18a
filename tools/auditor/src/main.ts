import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditSources } from '@tidemark/local';
import type { Sources } from './audit.ts';
import { audit, reasonOf } from './audit.ts';
import { historyOf, linesOfHistory } from './history.ts';
import type { Options } from './options.ts';
import { OptionRefused, optionsOf, USAGE } from './options.ts';
import { readMailbox } from './readings/mailbox.ts';
import { readLedger } from './readings/provider.ts';
import { openSession } from './readings/session.ts';
import { exitCodeOf, linesOf } from './report.ts';

const clone = fileURLToPath(new URL('../../..', import.meta.url));
const dataDir = process.env['TIDEMARK_DATA'] ?? join(clone, '.tidemark');
const COULD_NOT_READ = 2;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof OptionRefused ? error.message : `The audit cannot be made: ${reasonOf(error)}`);
  return COULD_NOT_READ;
});

async function main(args: readonly string[]): Promise<number> {
  const options = await optionsOf(args);
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const sources = await sourcesOf(options);
  return options.order === undefined ? showAudit(sources, options) : showHistory(sources, options.order, options.json);
}

/** What the command line names, and for the rest what the shop on the data folder has left word of. */
async function sourcesOf({ sources }: Options): Promise<Sources> {
  const found = await auditSources(dataDir);
  const { postgresUrl, ...others } = { ...found, ...sources };
  if (postgresUrl === undefined) {
    throw new OptionRefused(
      `No shop runs on ${dataDir}: start one with npm start, set TIDEMARK_DATA, or name a database with --postgres-url.`,
    );
  }
  return { postgresUrl, ...others };
}

async function showAudit(sources: Sources, { json, patienceMs, acknowledged }: Options): Promise<number> {
  const report = await audit({ ...sources, acknowledged, ...(patienceMs !== undefined && { patienceMs }) });
  print(json ? [JSON.stringify(report, undefined, 2)] : linesOf(report));
  return exitCodeOf(report);
}

async function showHistory({ postgresUrl, pspUrl, mailUrl }: Sources, orderId: string, json: boolean): Promise<number> {
  const session = await openSession(postgresUrl);
  try {
    const [ledger, mailbox] = await Promise.allSettled([
      pspUrl === undefined ? Promise.reject(new Error('no address is known')) : readLedger(pspUrl),
      mailUrl === undefined ? Promise.reject(new Error('no address is known')) : readMailbox(mailUrl),
    ]);
    const happenings = await historyOf(orderId, { session, ledger: valueOf(ledger), mailbox: valueOf(mailbox) });
    print(json ? [JSON.stringify(happenings, undefined, 2)] : linesOfHistory(orderId, happenings));
    const unread = [
      ...(ledger.status === 'rejected' ? [`the provider: ${reasonOf(ledger.reason)}`] : []),
      ...(mailbox.status === 'rejected' ? [`the mail catcher: ${reasonOf(mailbox.reason)}`] : []),
    ];
    for (const what of unread) console.error(`could not be read: ${what}`);
    return unread.length > 0 ? COULD_NOT_READ : 0;
  } finally {
    await session.close();
  }
}

function valueOf<Value>(settled: PromiseSettledResult<Value>): Value | undefined {
  return settled.status === 'fulfilled' ? settled.value : undefined;
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
