import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf } from '../house.fixtures.ts';
import type { HeldRow } from '../holding.ts';
import type { Effects, JobRow } from '../store.ts';
import { effectsOf, jobRow } from '../store.fixtures.ts';
import { causeOf } from '../till.fixtures.ts';
import { Batch } from './batch.ts';
import { postponeJob } from './lease-statements.ts';
import type { Statement } from './statements.ts';
import * as sql from './statements.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

const isDue = (table: 'job' | 'held' | 'deadline'): Statement => ({
  name: `due-${table}`,
  text: `select bool_and(due_at <= clock_timestamp()) as due from ${table}`,
});

/** A column of whole milliseconds rounds: where nothing is done about it, half of all rows are due a little later. */
const TIMES = 30;

/** Whether what the statements wrote is due for the very next statement, each time. */
const dueEachTime = async (
  table: Parameters<typeof isDue>[0],
  statements: () => readonly Statement[],
): Promise<readonly boolean[]> => {
  const client = await database.pool.connect();
  try {
    const due: boolean[] = [];
    for (let turn = 0; turn < TIMES; turn += 1) {
      const batch = new Batch();
      batch.add(sql.begin);
      for (const statement of statements()) batch.add(statement);
      const answer = batch.add<{ due: boolean }>(isDue(table));
      batch.add({ name: 'rollback', text: 'rollback' });
      await batch.send(client);
      due.push(answer()[0]?.due === true);
    }
    return due;
  } finally {
    client.release();
  }
};

const writing = (effects: Partial<Effects>): readonly Statement[] => sql.writes(effectsOf(effects), undefined);

const heldRow = (): HeldRow => ({
  ...{ id: randomUUID(), consumer: 'c', lane: 'l', messageId: randomUUID(), record: recordOf('order-1') },
  ...{ attempts: 0, failure: undefined, afterMs: 0 },
});

const claimed = (token: string): JobRow => ({ ...jobRow('capture'), claim: { token, leaseMs: 1_000 } });

describe('What is due at once is due for the very next who asks', () => {
  const all = Array.from({ length: TIMES }, () => true);

  it('as a job', async () => {
    expect(await dueEachTime('job', () => writing({ jobs: [jobRow('capture')] }))).toEqual(all);
  });

  it('as a job that is given back', async () => {
    const given = (): readonly Statement[] => {
      const token = randomUUID();
      const job = claimed(token);
      return [...writing({ jobs: [job] }), postponeJob({ kind: 'job', id: job.id, token }, 0, 'given back')];
    };
    expect(await dueEachTime('job', given)).toEqual(all);
  });

  it('as a deadline', async () => {
    const set = { status: 'Waiting', afterMs: 0, cause: causeOf('message-1') };
    expect(await dueEachTime('deadline', () => writing({ deadlines: [{ processId: 'errand-1', set }] }))).toEqual(all);
  });

  it('as a held message, and as one that is put off', async () => {
    expect(await dueEachTime('held', () => writing({ held: [heldRow()] }))).toEqual(all);
    const putOff = (): readonly Statement[] => {
      const row = heldRow();
      return [...writing({ held: [row] }), ...writing({ heldPostponed: [{ id: row.id, attempts: 1, afterMs: 0 }] })];
    };
    expect(await dueEachTime('held', putOff)).toEqual(all);
  });
});
