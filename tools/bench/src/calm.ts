import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openBroker } from './broker.ts';
import type { Target } from './target.ts';

/** Whether the shop came to rest: no order on its way, no call to be made, no record unheard. */
export interface Calm {
  readonly seconds: number;
  /** What was still going on when the patience ended; empty when it is at rest. */
  readonly unrest: readonly string[];
}

const EVERY_MS = 250;
/** So many looks in a row must find nothing, longer than Debezium or a consumer leaves a record lying. */
const CALM_LOOKS = 3;

/** Waits until nothing moves any more, and says how long that took; or what still moved after so many seconds. */
export const awaitCalm = async (target: Target, withinSeconds: number): Promise<Calm> => {
  const client = new pg.Client({ connectionString: target.adminUrl, application_name: 'tidemark-bench' });
  await client.connect();
  const broker = await openBroker(target.kafkaBrokers);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  try {
    const work = await workOf(client);
    let looks = 0;
    let before = -1;
    for (;;) {
      const [{ records, behind }, waiting] = await Promise.all([broker.lag(), work()]);
      const unheard = [...behind].flatMap(([group, lag]) => (lag > 0 ? [`${group} is ${lag} records behind`] : []));
      looks = unheard.length === 0 && waiting.length === 0 && records === before ? looks + 1 : 0;
      before = records;
      if (looks >= CALM_LOOKS) return { seconds: seconds(), unrest: [] };
      if (seconds() > withinSeconds) {
        const unrest = [...waiting, ...unheard];
        return { seconds: seconds(), unrest: unrest.length > 0 ? unrest : ['records still come to the topics'] };
      }
      await sleep(EVERY_MS);
    }
  } finally {
    await Promise.all([client.end(), broker.close()]);
  }
};

/** Orders on their way have a deadline set, and calls to the outside are jobs: nobody at work has neither. */
const workOf = async (client: pg.Client): Promise<() => Promise<readonly string[]>> => {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select schemaname as schema, tablename as name from pg_tables where tablename in ('deadline', 'job') order by 1, 2`,
  );
  const parts = rows.map(({ schema, name }) => {
    const label = pg.escapeLiteral(`${schema}.${name}`);
    return `select ${label} as name, count(*)::int as count from ${pg.escapeIdentifier(schema)}.${name}`;
  });
  return async () => {
    const counted = await client.query<{ name: string; count: number }>(parts.join(' union all '));
    return counted.rows.flatMap(({ name, count }) => (count > 0 ? [`${count} rows wait in ${name}`] : []));
  };
};
