import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { percentilesOf, rounded } from './histogram.ts';

/** What the database does on this machine when nothing but one insert is asked of it. */
export interface InsertAnchor {
  readonly clients: number;
  readonly commitsPerSecond: number;
  /** Of one insert and its commit, as a client sees it. */
  readonly commitMs: { readonly p50: number; readonly p99: number };
}

/** About what an order's first fact weighs. */
const PAYLOAD = JSON.stringify({ text: 'x'.repeat(500) });

/**
 * Inserts single rows, each committed by itself, from so many clients for so long, in a database of its own on the same
 * server, which is dropped afterwards.
 */
export const insertAnchor = async (adminUrl: string, clients: number, seconds: number): Promise<InsertAnchor> => {
  const name = `tidemark_bench_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${name}`);
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    return await insertLoop(url.href, clients, seconds);
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`).catch(() => undefined);
    await admin.end();
  }
};

const insertLoop = async (url: string, clients: number, seconds: number): Promise<InsertAnchor> => {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    }),
  );
  await connections[0]?.query('create table fact (id uuid primary key, data jsonb not null, at timestamptz not null)');
  const durations: number[] = [];
  const began = performance.now();
  const endsAt = began + seconds * 1_000;
  const insert = {
    name: 'insert',
    text: 'insert into fact (id, data, at) values ($1, $2, clock_timestamp())',
  };
  await Promise.all(
    connections.map(async (client) => {
      for (let at = performance.now(); at < endsAt;) {
        await client.query({ ...insert, values: [randomUUID(), PAYLOAD] });
        const after = performance.now();
        durations.push(after - at);
        at = after;
      }
    }),
  );
  const elapsed = (performance.now() - began) / 1_000;
  await Promise.all(connections.map((client) => client.end()));
  const { p50, p99 } = percentilesOf(durations);
  return { clients, commitsPerSecond: rounded(durations.length / elapsed, 1), commitMs: { p50, p99 } };
};
