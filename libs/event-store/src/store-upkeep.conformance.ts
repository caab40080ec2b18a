import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { retention } from './retention.ts';
import type { StorePromises } from './store.fixtures.ts';
import { claimInbox, found, jobRow, write } from './store.fixtures.ts';
import type { Alarm } from './store.ts';
import { causeOf } from './till.fixtures.ts';

const BY_MS = 30_000;
const PATIENCE_MS = 5_000;

/** What waits too long, and what is too old. Both concern the whole store, so each looks for its own rows only. */
export const upkeep: StorePromises = (it, subject) => {
  const setDeadline = (processId: string, status = 'Waiting', overdue = false): Promise<void> => {
    const set = { status, afterMs: PATIENCE_MS, cause: causeOf('message-1'), overdue };
    return write(subject().store, { deadlines: [{ processId, set }] });
  };

  const alarms = async (about: string): Promise<readonly Alarm[]> =>
    (await subject().store.raiseAlarms(BY_MS, 1_000)).filter((alarm) => JSON.stringify(alarm).includes(about));

  const overdue = async (about: string) =>
    (await subject().store.countOverdue(BY_MS)).filter((count) => JSON.stringify(count).includes(about));

  const newCategory = (): string => `errand${randomUUID().replaceAll('-', '')}`;

  it('tells of a process that waits too long once, and counts it until it moves', async () => {
    const { store, elapse } = subject();
    const category = newCategory();
    const processId = `${category}-order-1`;
    await setDeadline(processId);
    await elapse(PATIENCE_MS + BY_MS - 1_000);
    expect(await alarms(category)).toEqual([]);
    expect(await overdue(category)).toEqual([]);
    await elapse(1_001);
    const { dueAt } = (await store.readDeadline(processId))!;
    expect(await alarms(category)).toEqual([{ kind: 'process', processId, status: 'Waiting', overdueSince: dueAt }]);
    expect(await alarms(category)).toEqual([]);
    const [counted] = await overdue(category);
    expect(counted).toMatchObject({ kind: 'process', category, status: 'Waiting', count: 1 });
    expect(counted?.oldestMs).toBeGreaterThanOrEqual(BY_MS);
    await setDeadline(processId, 'Undoing');
    expect(await overdue(category)).toEqual([]);
    expect(await store.readDeadline(processId)).toMatchObject({ overdueSince: null, alarmedAt: null });
  });

  it('keeps a process overdue since its first deadline that passed, however often it asks again', async () => {
    const { store, elapse } = subject();
    const category = newCategory();
    const processId = `${category}-order-1`;
    await setDeadline(processId);
    expect(await store.readDeadline(processId)).toMatchObject({ overdueSince: null });
    await elapse(PATIENCE_MS + 1);
    const { overdueSince } = (await store.readDeadline(processId))!;
    expect(overdueSince).not.toBeNull();
    await setDeadline(processId, 'Waiting', true);
    await elapse(PATIENCE_MS + 1);
    await setDeadline(processId, 'Waiting', true);
    expect(Date.parse((await store.readDeadline(processId))?.overdueSince ?? '')).toBeLessThanOrEqual(
      Date.parse(overdueSince!),
    );
    await elapse(BY_MS);
    expect(await alarms(category)).toHaveLength(1);
    await setDeadline(processId, 'Waiting', true);
    expect(await alarms(category)).toEqual([]);
    expect((await store.readDeadline(processId))?.alarmedAt).not.toBeNull();
  });

  it('gives a process that is asked again before its deadline all of its time anew', async () => {
    const { store, elapse } = subject();
    const processId = `${newCategory()}-order-1`;
    await setDeadline(processId);
    await elapse(PATIENCE_MS - 1_000);
    await setDeadline(processId, 'Waiting', true);
    await elapse(PATIENCE_MS - 1_000);
    expect(await store.readDeadline(processId)).toMatchObject({ overdueSince: null, alarmedAt: null });
  });

  it('gives each alarm to one of several who ask at the same time', async () => {
    const category = newCategory();
    const ids = Array.from({ length: 20 }, (_, index) => `${category}-order-${index}`);
    for (const processId of ids) await setDeadline(processId);
    await subject().elapse(PATIENCE_MS + BY_MS + 1);
    const raised = (await Promise.all([1, 2, 3, 4].map(() => alarms(category)))).flat();
    expect(raised.map((alarm) => alarm.kind === 'process' && alarm.processId).toSorted()).toEqual(ids.toSorted());
  });

  it('tells of a job that never ends, with its attempts and what was wrong, until it is finished', async () => {
    const { store, elapse } = subject();
    const job = jobRow(randomUUID());
    await write(store, { jobs: [job] });
    const token = randomUUID();
    const lease = { kind: 'job', id: job.id, token } as const;
    const claim = () => store.claimJobs({ kinds: [job.kind], limit: 1, leaseMs: BY_MS, token });
    await claim();
    await store.postponeJob(lease, PATIENCE_MS, 'no answer');
    await elapse(BY_MS + 1);
    const { id, key, kind } = job;
    expect(await alarms(kind)).toMatchObject([
      { kind: 'job', id, job: kind, key, attempts: 1, lastError: 'no answer' },
    ]);
    expect(await alarms(kind)).toEqual([]);
    expect(await overdue(kind)).toMatchObject([{ kind: 'job', job: kind, count: 1 }]);
    await claim();
    await write(store, { finished: [job.id] }, { leases: [lease] });
    expect(await overdue(kind)).toEqual([]);
  });

  it('tells of a job that nobody came to', async () => {
    const job = jobRow(randomUUID());
    await write(subject().store, { jobs: [job] });
    await subject().elapse(BY_MS + 1);
    expect(await alarms(job.kind)).toMatchObject([{ kind: 'job', job: job.kind, attempts: 0, lastError: null }]);
  });

  it('forgets an answer when it is older than its rule, and not before', async () => {
    const { store, elapse } = subject();
    const [rule] = retention.filter(({ table }) => table === 'idempotency');
    const answer = { status: 201, headers: {}, body: null };
    const claimOf = (key: string) => ({ route: `POST /${randomUUID()}`, key, bodyHash: 'a' });
    const [old, young] = [claimOf('old'), claimOf('young')];
    const isKept = async (claim: typeof old): Promise<boolean> => (await found(store, claim))?.kind === 'answered';
    await write(store, { answers: [{ claim: old, answer }] });
    await elapse(rule!.keepMs - BY_MS);
    await write(store, { answers: [{ claim: young, answer }] });
    await store.prune(rule!, 1_000);
    expect([await isKept(old), await isKept(young)]).toEqual([true, true]);
    await elapse(BY_MS + 1);
    expect(await store.prune(rule!, 1_000)).toBeGreaterThan(0);
    expect([await isKept(old), await isKept(young)]).toEqual([false, true]);
  });

  it('forgets a message when it was handled longer ago than its rule says, and not before', async () => {
    const { store, elapse } = subject();
    const rule = retention.find(({ table }) => table === 'inbox')!;
    const [one, other] = [randomUUID(), randomUUID()];
    const [old, late] = [idOf(2020), idOf(2021)];
    await claimInbox(store, one, [old]);
    await claimInbox(store, other, [old]);
    await elapse(rule.keepMs - BY_MS);
    // Made long ago, and heard now.
    await claimInbox(store, one, [late]);
    await store.prune(rule, 1_000);
    expect(await claimInbox(store, one, [old, late])).toEqual([]);
    await elapse(BY_MS + 1);
    expect(await store.prune(rule, 1)).toBe(1);
    expect(await store.prune(rule, 1_000)).toBe(1);
    expect(await claimInbox(store, one, [old, late])).toEqual([old]);
    expect(await claimInbox(store, other, [old])).toEqual([old]);
  });
};

/** The id of a message made at the beginning of a year: a UUID of version 7, which begins with the time. */
const idOf = (year: number): string => {
  const time = Date.UTC(year, 0, 1).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
};
