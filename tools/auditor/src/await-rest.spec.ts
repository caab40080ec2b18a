import { describe, expect, it } from 'vitest';
import { awaitRest } from './await-rest.ts';
import type { Log } from './readings/log.ts';
import type { Ask } from './readings/session.ts';

const GROUPS = new Map([['notification.orders', ['order.events.v1']]]);

/** A shop whose last message is read just when the auditor asks how far its readers are, and then calls the outside. */
const lastMessageIsReadWhenAsked = () => {
  const calls = { open: 0 };
  const answers: readonly (readonly [question: RegExp, rows: () => readonly object[]])[] = [
    [/pg_namespace/u, () => [{ schema: 'notification' }]],
    [/max\(seq\)/u, () => [{ last: '7' }]],
    [/pg_current_wal_lsn\(\)::text/u, () => [{ at: '0/1' }]],
    [/pg_replication_slots/u, () => []],
    [/ as jobs/u, () => [{ service: 'notification', deadlines: 0, jobs: calls.open, held: 0 }]],
  ];
  const ask = ((sql: string) => {
    const known = answers.find(([question]) => question.test(sql));
    if (known === undefined) throw new Error(`Nobody told what to answer to: ${sql}`);
    return Promise.resolve(known[1]());
  }) as Ask;
  const log: Pick<Log, 'lags'> = {
    lags: () => {
      calls.open = 1;
      return Promise.resolve([]);
    },
  };
  return { ask, log: log as Log };
};

describe('waiting for rest', () => {
  it('sees the call that a message led to which was read meanwhile', async () => {
    const { ask, log } = lastMessageIsReadWhenAsked();
    expect(await awaitRest(ask, log, { groups: GROUPS, listeners: [] }, 0)).toEqual([
      '1 calls of notification are not answered',
    ]);
  });
});
