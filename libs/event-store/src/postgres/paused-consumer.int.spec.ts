import { randomInt, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Loaded, Plan, Work } from '../store.ts';
import { insist } from '../store.fixtures.ts';
import { toolsOf } from '../till.fixtures.ts';
import { UnitOfWork } from '../unit-of-work.ts';
import { createPool } from './pool.ts';
import { PostgresStore } from './postgres-store.ts';
import { incomingOf, ringerOf } from './ringer.fixtures.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

const PAUSES = 500;
/** Consumers at a time, each with rivals of its own. */
const LANES = 10;
/** After so long the server ends the transaction of one that stands still; five seconds where nobody has to wait for it. */
const PATIENCE_MS = 40;

const points = ['before its transaction', 'inside its transaction', 'after its COMMIT'] as const;
type Point = (typeof points)[number];

/** Where a consumer stands still: it says that it does, and goes on when it is told. */
class Pause {
  readonly #begun = Promise.withResolvers<undefined>();
  readonly #ended = Promise.withResolvers<undefined>();
  readonly begun = this.#begun.promise;

  /** Stands still the first time, and passes ever after. */
  async stand(): Promise<void> {
    this.#begun.resolve(undefined);
    await this.#ended.promise;
  }

  end(): void {
    this.#ended.resolve(undefined);
  }
}

/** The real store of a consumer that stands still once, at a point that is set before. */
class PausableStore extends PostgresStore {
  #next: { readonly point: Point; readonly pause: Pause } | undefined;

  static over(url: string): { readonly store: PausableStore; readonly pool: pg.Pool } {
    const pool = createPool({ url, name: 'paused', size: 1 });
    const store = new PausableStore(pool);
    pool.on('connect', (client) => {
      void client.query(`set idle_in_transaction_session_timeout = ${String(PATIENCE_MS)}`);
      store.#slow(client);
    });
    return { store, pool };
  }

  pauseAt(point: Point): Pause {
    const pause = new Pause();
    this.#next = { point, pause };
    return pause;
  }

  override async transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    await this.#take('before its transaction')?.stand();
    const result = await super.transact(plan, work);
    await this.#take('after its COMMIT')?.stand();
    return result;
  }

  #take(point: Point): Pause | undefined {
    if (this.#next?.point !== point) return undefined;
    const { pause } = this.#next;
    this.#next = undefined;
    return pause;
  }

  /** Lets what begins the transaction pass, and keeps back what ends it. */
  #slow(client: pg.PoolClient): void {
    const send = client.query.bind(client) as (query: unknown) => unknown;
    let inTransaction = false;
    Object.assign(client, {
      query: (query: unknown) => {
        const pause = inTransaction ? this.#take('inside its transaction') : undefined;
        inTransaction = !inTransaction && this.#next?.point === 'inside its transaction';
        if (pause === undefined) return send(query);
        return pause.stand().then(() => send(query));
      },
    });
  }
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** Ever the same numbers below a bound, from a seed. */
const diceOf = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

/** One consumer stands still with a chunk in hand; its partition goes to a rival, which is brought the same records. */
const pauseOnce = async (
  paused: PausableStore,
  rival: PostgresStore,
  dice: (below: number) => number,
): Promise<{ readonly orderIds: readonly string[]; readonly point: Point }> => {
  const handler = ringerOf('ringer');
  const point = points[dice(points.length)]!;
  const orderIds = Array.from({ length: 1 + dice(5) }, () => randomUUID());
  const chunk = orderIds.map((orderId) => incomingOf('ringer', { orderId, nth: 1 }));
  const run = (store: PostgresStore, count = chunk.length) =>
    insist(() => new UnitOfWork(store, toolsOf(randomUUID)).run(handler, chunk.slice(0, count)));
  const pause = paused.pauseAt(point);
  const frozen = run(paused, 1 + dice(chunk.length));
  await pause.begun;
  if (dice(2) === 0) {
    // It wakes while the rival works.
    const meanwhile = run(rival);
    pause.end();
    await Promise.all([meanwhile, frozen]);
  } else {
    await run(rival);
    pause.end();
    await frozen;
  }
  return { orderIds, point };
};

it(`handles each message once when a consumer stands still anywhere, ${String(PAUSES)} times, and wakes beside its rival`, async () => {
  const seed = randomInt(1_000_000);
  const rival = new PostgresStore(database.pool);
  const done: { readonly orderIds: readonly string[]; readonly point: Point }[] = [];
  const lane = async (number: number): Promise<void> => {
    const { store, pool } = PausableStore.over(database.url);
    const dice = diceOf(seed + number);
    for (let pause = 0; pause < PAUSES / LANES; pause += 1) done.push(await pauseOnce(store, rival, dice));
    await pool.end();
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));

  const orderIds = done.flatMap((one) => one.orderIds);
  const countOf = async (table: string, column: string): Promise<readonly object[]> =>
    (
      await database.pool.query<object>(
        `select ${column} as id, count(*)::int as count from ${table} group by 1 having count(*) <> 1`,
      )
    ).rows;
  const { rows } = await database.pool.query<{ orders: number; messages: number }>(
    'select (select count(*)::int from event) as orders, (select count(*)::int from outbox) as messages',
  );
  expect(await countOf('event', 'stream_id'), `seed ${String(seed)}`).toEqual([]);
  expect(await countOf('outbox', 'key'), `seed ${String(seed)}`).toEqual([]);
  expect(rows).toEqual([{ orders: orderIds.length, messages: orderIds.length }]);
  expect(new Set(done.map(({ point }) => point))).toEqual(new Set(points));
});
