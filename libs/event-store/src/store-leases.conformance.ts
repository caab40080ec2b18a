import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Lease, Store } from './store.ts';
import type { StorePromises } from './store.fixtures.ts';
import { effectsOf, jobRow, planOf, write } from './store.fixtures.ts';
import { causeOf } from './till.fixtures.ts';

const LEASE_MS = 60_000;

/** Jobs and deadlines: claimed by one at a time, under a lease. */
export const leases: StorePromises = (it, subject) => {
  const claimJobs = async (kind: string, limit = 10) => {
    const token = randomUUID();
    const claimed = await subject().store.claimJobs({ kinds: [kind], limit, leaseMs: LEASE_MS, token });
    return { token, claimed, ids: claimed.map(({ id }) => id).toSorted() };
  };

  const claimDeadlines = async (category: string) => {
    const token = randomUUID();
    const claim = { categories: [category], limit: 10, leaseMs: LEASE_MS, token };
    return { token, claimed: await subject().store.claimDeadlines(claim) };
  };

  const setDeadline = (processId: string, afterMs: number, status = 'Waiting'): Promise<void> =>
    write(subject().store, { deadlines: [{ processId, set: { status, afterMs, cause: causeOf('message-1') } }] });

  it('gives a due job to one worker, with what it was asked', async () => {
    const kind = randomUUID();
    const [due, later, foreign] = [jobRow(kind), jobRow(kind, LEASE_MS), jobRow(randomUUID())];
    await write(subject().store, { jobs: [due, later, foreign] });
    const { claimed } = await claimJobs(kind);
    const { id, key, payload, cause } = due;
    expect(claimed).toEqual([{ id, kind, key, payload, attempt: 1, cause }]);
    expect((await claimJobs(kind)).ids).toEqual([]);
    await subject().elapse(LEASE_MS + 1);
    expect((await claimJobs(kind)).ids).toEqual([due.id, later.id].toSorted());
  });

  it('gives a job without a delay to the very next who asks', async () => {
    const { store } = subject();
    for (let turn = 0; turn < 50; turn += 1) {
      const job = jobRow(randomUUID());
      await write(store, { jobs: [job] });
      expect((await claimJobs(job.kind)).ids).toEqual([job.id]);
    }
  });

  it('shares due jobs among concurrent workers, each job to one of them', async () => {
    const kind = randomUUID();
    const jobs = Array.from({ length: 30 }, () => jobRow(kind));
    await write(subject().store, { jobs });
    const shares = await Promise.all([1, 2, 3, 4].map(() => claimJobs(kind, 10)));
    const claimed = shares.flatMap(({ ids }) => ids);
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(Math.max(...shares.map(({ ids }) => ids.length))).toBeLessThanOrEqual(10);
    expect(claimed.length).toBe(30);
  });

  it('leaves a job that was claimed as it was written to its holder, until the lease has run out', async () => {
    const { store, elapse } = subject();
    const token = randomUUID();
    const job = { ...jobRow(randomUUID()), claim: { token, leaseMs: LEASE_MS } };
    await write(store, { jobs: [job] });
    expect((await claimJobs(job.kind)).ids).toEqual([]);
    expect(await holds(store, { kind: 'job', id: job.id, token })).toBe(true);
    await elapse(LEASE_MS + 1);
    expect((await claimJobs(job.kind)).claimed).toMatchObject([{ id: job.id, attempt: 2 }]);
    expect(await holds(store, { kind: 'job', id: job.id, token })).toBe(false);
  });

  it('knows each lease by its own token, also when another of the same holder stands beside it', async () => {
    const { store } = subject();
    const [one, other] = [jobRow(randomUUID()), jobRow(randomUUID())];
    await write(store, { jobs: [one, other] });
    const [first, second] = [await claimJobs(one.kind), await claimJobs(other.kind)];
    const leases = [
      { kind: 'job', id: one.id, token: second.token },
      { kind: 'job', id: other.id, token: second.token },
      { kind: 'job', id: one.id, token: first.token },
    ] as const;
    const held = leases.slice(0, 2);
    const { leased } = await store.transact(planOf({ leases: held }), (loaded) => ({
      effects: effectsOf({}),
      result: loaded,
    }));
    expect([...leased]).toEqual([other.id]);
    expect(await holds(store, leases[2])).toBe(true);
  });

  it('gives a job to another worker when the lease has run out, and takes it from the first', async () => {
    const { store, elapse } = subject();
    const job = jobRow(randomUUID());
    await write(store, { jobs: [job] });
    const first = await claimJobs(job.kind);
    await elapse(LEASE_MS + 1);
    const second = await claimJobs(job.kind);
    expect(second.claimed).toMatchObject([{ id: job.id, attempt: 2 }]);
    expect(await holds(store, { kind: 'job', id: job.id, token: first.token })).toBe(false);
    expect(await holds(store, { kind: 'job', id: job.id, token: second.token })).toBe(true);
  });

  it('brings a postponed job back after its delay, and only its holder may postpone it', async () => {
    const { store, elapse } = subject();
    const job = jobRow(randomUUID());
    await write(store, { jobs: [job] });
    const { token } = await claimJobs(job.kind);
    await store.postponeJob({ kind: 'job', id: job.id, token: randomUUID() }, 0, 'not mine');
    expect((await claimJobs(job.kind)).ids).toEqual([]);
    await store.postponeJob({ kind: 'job', id: job.id, token }, 5_000, 'no answer');
    expect((await claimJobs(job.kind)).ids).toEqual([]);
    await elapse(5_001);
    expect((await claimJobs(job.kind)).claimed).toMatchObject([{ id: job.id, attempt: 2 }]);
  });

  it('ends a job with the unit that decides its outcome', async () => {
    const { store, elapse } = subject();
    const job = jobRow(randomUUID());
    await write(store, { jobs: [job] });
    const { token } = await claimJobs(job.kind);
    const lease = { kind: 'job', id: job.id, token } as const;
    await write(store, { finished: [job.id] }, { leases: [lease] });
    expect(await holds(store, lease)).toBe(false);
    await store.postponeJob(lease, 0, 'too late');
    await elapse(LEASE_MS + 1);
    expect((await claimJobs(job.kind)).ids).toEqual([]);
  });

  it('tells of a deadline once it has passed, to one worker, with the state it was set in', async () => {
    const { store, elapse } = subject();
    const category = `errand${randomUUID().replaceAll('-', '')}`;
    const processId = `${category}-order-1`;
    await setDeadline(processId, 5_000);
    expect((await claimDeadlines(category)).claimed).toEqual([]);
    await elapse(5_001);
    const { token, claimed } = await claimDeadlines(category);
    expect(claimed).toMatchObject([{ processId, status: 'Waiting', cause: causeOf('message-1') }]);
    expect((await claimDeadlines(category)).claimed).toEqual([]);
    expect(await holds(store, { kind: 'deadline', id: processId, token })).toBe(true);
    await elapse(LEASE_MS + 1);
    expect((await claimDeadlines(category)).claimed).toHaveLength(1);
    expect(await holds(store, { kind: 'deadline', id: processId, token })).toBe(false);
  });

  it('keeps one deadline per process: a later one replaces it and takes it from its holder', async () => {
    const { store } = subject();
    const category = `errand${randomUUID().replaceAll('-', '')}`;
    const processId = `${category}-order-1`;
    await setDeadline(processId, 0);
    const { token, claimed } = await claimDeadlines(category);
    expect(claimed).toHaveLength(1);
    await setDeadline(processId, 60_000, 'Undoing');
    expect(await store.readDeadline(processId)).toMatchObject({ status: 'Undoing' });
    expect(await holds(store, { kind: 'deadline', id: processId, token })).toBe(false);
  });

  it('forgets a cleared deadline', async () => {
    const { store } = subject();
    const category = `errand${randomUUID().replaceAll('-', '')}`;
    const processId = `${category}-order-1`;
    await setDeadline(processId, 0);
    await write(store, { deadlines: [{ processId }] });
    expect(await store.readDeadline(processId)).toBeUndefined();
    expect((await claimDeadlines(category)).claimed).toEqual([]);
  });
};

const holds = (store: Store, lease: Lease): Promise<boolean> =>
  store.transact(planOf({ leases: [lease] }), ({ leased }) => ({
    effects: effectsOf({}),
    result: leased.has(lease.id),
  }));
