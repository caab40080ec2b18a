import type { PublishedAgain } from '@tidemark/bootstrap/capture';
import { makeSlot, tryBeAlone } from '@tidemark/bootstrap/capture';
import pg from 'pg';
import type { SlotLook } from './diagnosis.ts';

/** Looking is quick or fails; making a slot waits for writers, and for all that is written again. */
const LOOK_TIMEOUT_MS = 5_000;
const REPAIR_TIMEOUT_MS = 600_000;
/** Rows of one outbox in one transaction: few enough that nobody waits for it. */
const PRUNE_BATCH = 1_000;

export interface Pruned {
  readonly outbox: string;
  readonly rows: number;
}

/** What the watchdog may do in Postgres: call the functions that bootstrap has made for it. */
export class CaptureDatabase {
  readonly #pool: pg.Pool;
  readonly #keep: string;

  constructor(url: string, keepHours: number) {
    this.#keep = `${keepHours} hours`;
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'watchdog',
      max: 2,
      connectionTimeoutMillis: LOOK_TIMEOUT_MS,
      query_timeout: REPAIR_TIMEOUT_MS + 10_000,
      options: `-c statement_timeout=${LOOK_TIMEOUT_MS} -c idle_in_transaction_session_timeout=${LOOK_TIMEOUT_MS}`,
      keepAlive: true,
    });
    // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
    // The same holds for one that breaks in use; its questions fail by themselves.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Sends a row through the outbox, and then takes a mark, which the slot passes when it has told of the row. */
  async look(): Promise<SlotLook> {
    await this.#pool.query('select capture.send_probe()');
    const { rows } = await this.#pool.query<Record<keyof SlotLook, never>>(LOOK, [this.#keep]);
    const [row] = rows;
    if (row === undefined) throw new Error('capture.look answered no row: run bootstrap, which makes it.');
    return { ...row, ...numbersOf(row) };
  }

  /** Deletes one batch of what is kept long enough, and answers how many rows of which outbox. */
  async prune(): Promise<{ readonly pruned: readonly Pruned[]; readonly more: boolean }> {
    const { rows } = await this.#pool.query<{ outbox: string; pruned: string }>(
      'select outbox, pruned from capture.prune($1, $2)',
      [this.#keep, PRUNE_BATCH],
    );
    const pruned = rows.map(({ outbox, pruned: count }) => ({ outbox, rows: Number(count) }));
    return { pruned, more: pruned.some(({ rows: count }) => count === PRUNE_BATCH) };
  }

  /** Runs the work unless bootstrap, or another watchdog, is changing something; then answers undefined. */
  async alone<T>(work: (session: pg.PoolClient) => Promise<T>): Promise<T | undefined> {
    const session = await this.#pool.connect();
    try {
      await session.query(`set statement_timeout = ${REPAIR_TIMEOUT_MS}`);
      return (await tryBeAlone(session)) ? await work(session) : undefined;
    } finally {
      // With the session end its lock, its settings, and a slot that was only begun.
      session.release(true);
    }
  }

  /** Makes the slot again, unless somebody has done so since it was looked at; then answers undefined. */
  async makeSlotIfGone(
    session: pg.PoolClient,
    silenceReaders: () => Promise<void>,
  ): Promise<PublishedAgain | undefined> {
    const { rowCount } = await session.query(
      `select from pg_replication_slots where slot_name = current_database() and wal_status is distinct from 'lost'`,
    );
    if (rowCount !== 0) return undefined;
    await silenceReaders();
    return makeSlot(session);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

const LOOK = `select slot_found as found, wal_status as "walStatus", confirmed, read_now as "readNow",
    lag_bytes as "lagBytes", kept_bytes as "keptBytes", cap_bytes as "capBytes", waiting_ms as "waitingMs"
  from capture.look($1)`;

/** Whole numbers of 64 bits come as text; what cannot be said of an absent slot comes as null. */
const numbersOf = (row: Readonly<Record<keyof SlotLook, unknown>>) => ({
  lagBytes: Number(row.lagBytes ?? 0),
  keptBytes: Number(row.keptBytes ?? 0),
  capBytes: row.capBytes === null ? null : Number(row.capBytes),
  waitingMs: Number(row.waitingMs ?? 0),
});
