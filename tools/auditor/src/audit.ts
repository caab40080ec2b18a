import type { Readings } from './readings.ts';
import type { DeclaredException } from './exceptions.ts';
import type { Judgment } from './invariants.ts';
import type { Moving, Verdict } from './judge.ts';
import { judge } from './judge.ts';
import type { Acknowledgment } from './judgments/acknowledged.ts';
import type { Rest } from './await-rest.ts';
import { awaitRest, proveRest } from './await-rest.ts';
import { assemble } from './assemble.ts';
import type { LogReading, OutboxRow } from './log-reading.ts';
import type { DatabaseReading } from './readings/database.ts';
import { readDatabase } from './readings/database.ts';
import type { Wiring } from './readings/listeners.ts';
import { readWiring } from './readings/listeners.ts';
import type { Log } from './readings/log.ts';
import { openLog } from './readings/log.ts';
import { readMailbox } from './readings/mailbox.ts';
import { readLedger } from './readings/provider.ts';
import type { Session } from './readings/session.ts';
import { openSession } from './readings/session.ts';
import { readSlot } from './readings/slot.ts';

/** Where everything is that is read. What is left out is not read, and is told as unread. */
export interface Sources {
  /** Of the auditor's role. */
  readonly postgresUrl: string;
  readonly kafkaBrokers?: string;
  readonly pspUrl?: string;
  readonly mailUrl?: string;
}

export interface AuditOptions extends Sources {
  /** How long the shop may take to come to rest, and how long an order may be on its way. */
  readonly patienceMs?: number;
  /** What callers were answered to POST /orders, to be held against what exists. */
  readonly acknowledged?: readonly Acknowledgment[];
}

export interface AuditReport {
  readonly judgments: readonly Judgment[];
  /** What was on its way, and young enough to be; it was not judged. */
  readonly moving: readonly Moving[];
  /** Undos that operators have declared settled outside, with what is found because of it: no violations. */
  readonly exceptions: readonly DeclaredException[];
  /** What had not come to rest when the patience ended. */
  readonly unrest: readonly string[];
  /** What could not be read, and why. */
  readonly unread: readonly string[];
  /** Everything was read, at rest, and judged: where nothing is found, nothing is wrong. */
  readonly isComplete: boolean;
  readonly orders: number;
  readonly records: number;
  /** How long each part took, in milliseconds. */
  readonly durations: Readonly<Record<string, number>>;
}

const PATIENCE_MS = 30_000;

/**
 * Reads Postgres, Kafka, the provider's ledger and the mailbox, each by itself, and holds them against the invariants.
 *
 * Waits for rest first; what is still moving when the patience ends is told. Postgres is read at one moment, in one
 * transaction, and Kafka after the slot's reader has confirmed that moment, so that a running shop is judged fairly. When
 * something seems to be on its way though all was at rest, rest is proved and everything read again: what does not arrive
 * then never will.
 * Fails when the database cannot be read: without it nothing can be said.
 */
export const audit = async (options: AuditOptions): Promise<AuditReport> => {
  const session = await openSession(options.postgresUrl);
  try {
    return await auditSession(session, options);
  } finally {
    await session.close();
  }
};

/** The same over a connection that somebody else has opened, and closes. */
export const auditSession = async (
  session: Session,
  options: Omit<AuditOptions, 'postgresUrl'>,
): Promise<AuditReport> => {
  const { patienceMs = PATIENCE_MS } = options;
  const stopwatch = new Stopwatch();
  const unread = new Map<string, string>();
  const log = await optional('Kafka', options.kafkaBrokers, openLog, unread);
  try {
    const wiring = await readWiring();
    const look = async (rest?: Rest): Promise<Look> => {
      const missed = new Map(unread);
      const readings = await readAll(session, log, wiring, options, { stopwatch, unread: missed, patienceMs, rest });
      return {
        ...(await stopwatch.time('judging', () => Promise.resolve(judge(readings)))),
        unread: [...missed].map(([what, why]) => `${what}: ${why}`),
        orders: readings.orders.length,
        records: readings.log?.records.length ?? 0,
      };
    };
    let unrest = await stopwatch.time('rest', () => awaitRest(session.now, log, wiring, patienceMs));
    let seen = await look();
    if (log !== undefined && unrest.length === 0 && seen.moving.length > 0) {
      const rest = await stopwatch.time('proof of rest', () => proveRest(session.now, log, wiring, patienceMs));
      if ('moving' in rest) unrest = rest.moving;
      else seen = await look(rest);
    }
    const isComplete = unrest.length + seen.moving.length + seen.unread.length === 0;
    return { ...seen, unrest, isComplete, durations: stopwatch.durations };
  } finally {
    await log?.close().catch(() => undefined);
  }
};

type Look = Verdict & Pick<AuditReport, 'unread' | 'orders' | 'records'>;

interface Run {
  readonly stopwatch: Stopwatch;
  readonly unread: Map<string, string>;
  readonly patienceMs: number;
  readonly rest: Rest | undefined;
}

const readAll = async (
  session: Session,
  log: Log | undefined,
  wiring: Wiring,
  { pspUrl, mailUrl, acknowledged = [] }: Omit<AuditOptions, 'postgresUrl'>,
  { stopwatch, unread, patienceMs, rest }: Run,
): Promise<Readings> => {
  const database = await stopwatch.time('postgres', () =>
    session.snapshot((snapshot) => readDatabase(snapshot, wiring, rest)),
  );
  const slot = await stopwatch.time('slot', () =>
    readSlot(session.now, database.position, log === undefined ? 0 : patienceMs),
  );
  const sentTo = [...database.outbox.values()].map(({ topic }) => topic);
  const topics = [...new Set([...wiring.groups.values()].flat().concat(sentTo))];
  const records = await stopwatch.time('kafka', () =>
    optional('Kafka’s topics', log, (open) => readTopics(open, topics, database, session, patienceMs), unread),
  );
  const [ledger, mailbox] = await stopwatch.time('others', () =>
    Promise.all([
      optional('the provider', pspUrl, readLedger, unread),
      optional('the mail catcher', mailUrl, readMailbox, unread),
    ]),
  );
  return stopwatch.time('assembly', () =>
    assemble({ database, records, ledger, mailbox, slot, session, patienceMs, callers: acknowledged }),
  );
};

/**
 * Everything on the topics. When something is not there that had been committed when the database was read, it is
 * looked for once more, as soon as the slot's reader has confirmed that moment.
 */
const readTopics = async (
  log: Log,
  topics: readonly string[],
  { outbox, position, takenAt }: DatabaseReading,
  session: Session,
  patienceMs: number,
): Promise<LogReading> => {
  const folded = new Set(['order.events.v1']);
  const reading = await log.read(topics, folded);
  const isOnItsWay = ({ id, occurredAt }: OutboxRow): boolean =>
    !reading.ids.has(id) && takenAt - occurredAt < patienceMs;
  if (![...outbox.values()].some(isOnItsWay)) return reading;
  await readSlot(session.now, position, patienceMs, 0);
  return log.read(topics, folded);
};

/** Reads what may be away; what is, is told and left out. */
const optional = async <Source, Read>(
  name: string,
  source: Source | undefined,
  read: (source: Source) => Promise<Read>,
  unread: Map<string, string>,
): Promise<Read | undefined> => {
  if (source === undefined) {
    if (!name.endsWith('topics')) unread.set(name, 'no address is known');
    return undefined;
  }
  try {
    return await read(source);
  } catch (error) {
    unread.set(name, reasonOf(error));
    return undefined;
  }
};

export const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error instanceof Error ? error.message : String(error)}${cause}`;
};

class Stopwatch {
  readonly durations: Record<string, number> = {};

  async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.durations[name] = (this.durations[name] ?? 0) + Math.round(performance.now() - began);
    return result;
  }
}
