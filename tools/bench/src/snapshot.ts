import pg from 'pg';
import { logBytes } from './broker.ts';
import { epochOffset } from './clock.ts';
import type { HistogramTotals } from './exposition.ts';
import { histogramTotals } from './exposition.ts';
import type { CpuReading } from './processes.ts';
import { cpuByName, readTimes } from './processes.ts';
import type { Target } from './target.ts';

/** Everything that only grows, read at one moment: two of them tell what was used in between. */
export interface Snapshot {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly cpu: ReadonlyMap<string, CpuReading>;
  readonly walBytes: number;
  readonly kafkaBytes: number;
  /** By consumer: messages, and transactions that they were handled in. */
  readonly chunks: ReadonlyMap<string, HistogramTotals>;
}

/** Reads the counters of a shop; a connection is kept for it, so that a reading costs next to nothing. */
export interface Counters {
  readonly read: () => Promise<Snapshot>;
  /** Postgres's clock minus ours, and how well that can be known. Milliseconds. */
  readonly clockDifference: () => Promise<{ readonly ms: number; readonly uncertaintyMs: number }>;
  readonly close: () => Promise<void>;
}

/** What is measured beside the shop, to be shown apart from it. */
export type Bystanders = Readonly<Record<string, number>>;

export const openCounters = async (target: Target, bystanders: Bystanders): Promise<Counters> => {
  const client = new pg.Client({ connectionString: target.adminUrl, application_name: 'tidemark-bench' });
  client.on('error', () => undefined);
  await client.connect();
  const offset = epochOffset();
  const named = { ...target.pids, ...bystanders };
  return {
    read: async () => {
      // Time and CPU first and together: what the rest of the reading costs falls behind it.
      const atMs = performance.now() + offset;
      const cpu = cpuByName(readTimes(), named);
      const [wal, kafkaBytes, chunks] = await Promise.all([
        client.query<{ bytes: string }>(`select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`),
        logBytes(target.kafkaLog),
        readChunks(target),
      ]);
      return { atMs, cpu, walBytes: Number(wal.rows[0]?.bytes), kafkaBytes, chunks };
    },
    clockDifference: () => differenceOf(client, offset),
    close: () => client.end(),
  };
};

const TRIES = 20;

/** The best of several questions: the shorter the way to and fro, the less can the answer be wrong. */
const differenceOf = async (client: pg.Client, offset: number): Promise<{ ms: number; uncertaintyMs: number }> => {
  let best = { ms: 0, uncertaintyMs: Infinity };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = performance.now();
    const { rows } = await client.query<{ at: number }>(
      `select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`,
    );
    const after = performance.now();
    const uncertaintyMs = (after - before) / 2;
    if (uncertaintyMs < best.uncertaintyMs) {
      best = { ms: (rows[0]?.at ?? 0) - (offset + (before + after) / 2), uncertaintyMs };
    }
  }
  return best;
};

const readChunks = async (target: Target): Promise<ReadonlyMap<string, HistogramTotals>> => {
  const texts = await Promise.all(
    Object.values(target.urls).map(async (url) => {
      const answer = await fetch(`${url}/metrics`).catch(() => undefined);
      // The simulators have none.
      return answer?.ok === true ? answer.text() : '';
    }),
  );
  return new Map(texts.flatMap((text) => [...histogramTotals(text, 'tidemark_chunk_messages', 'consumer')]));
};
