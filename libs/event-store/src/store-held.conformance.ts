import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { HeldRow } from './holding.ts';
import { recordOf } from './house.fixtures.ts';
import type { StorePromises } from './store.fixtures.ts';
import { effectsOf, insist, planOf, write } from './store.fixtures.ts';
import type { ClaimedHeld } from './store.ts';

const LEASE_MS = 60_000;

export const heldRow = (consumer: string, lane: string, more: Partial<HeldRow> = {}): HeldRow => ({
  id: randomUUID(),
  consumer,
  lane,
  messageId: randomUUID(),
  record: recordOf('order-1'),
  attempts: 0,
  failure: undefined,
  afterMs: 0,
  ...more,
});

/** Messages that wait: the first of each lane is claimed by one at a time, and the order of a lane is kept. */
export const holding: StorePromises = (it, subject) => {
  const hold = (...held: readonly HeldRow[]): Promise<void> => insist(() => write(subject().store, { held }));

  const claim = async (consumer: string, limit = 10): Promise<{ token: string; claimed: readonly ClaimedHeld[] }> => {
    const token = randomUUID();
    const claimed = await subject().store.claimHeld({ consumers: [consumer], limit, leaseMs: LEASE_MS, token });
    return { token, claimed };
  };

  const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

  it('gives the first of each lane that is due, with those behind it, in the order they came', async () => {
    const consumer = randomUUID();
    const [a, b] = [heldRow(consumer, 'a'), heldRow(consumer, 'b', { afterMs: LEASE_MS })];
    const [behindA, behindB] = [heldRow(consumer, 'a', { afterMs: LEASE_MS }), heldRow(consumer, 'b')];
    await hold(a, b);
    await hold(behindB, behindA);
    const { token, claimed } = await claim(consumer);
    expect(ids(claimed)).toEqual([a.id, behindA.id]);
    expect(claimed[0]).toEqual({
      ...{ id: a.id, consumer, lane: 'a', messageId: a.messageId, attempts: 0, deadLetterId: null },
      record: recordOf('order-1'),
    });
    const found = await subject().store.transact(planOf({ held: [a.id, behindA.id, randomUUID()] }), ({ held }) => ({
      effects: effectsOf({}),
      result: held,
    }));
    expect([...found]).toEqual([
      [a.id, token],
      [behindA.id, null],
    ]);
  });

  it('gives a lane to one of several who ask, and to another when the lease has run out', async () => {
    const { elapse } = subject();
    const consumer = randomUUID();
    const lanes = ['a', 'b', 'c', 'd'].map((lane) => heldRow(consumer, lane));
    await hold(...lanes);
    const rounds = await Promise.all([1, 2, 3].map(() => claim(consumer, 2)));
    const claimed = rounds.flatMap((round) => ids(round.claimed));
    expect(new Set(claimed).size).toBe(claimed.length);
    await claim(consumer);
    expect((await claim(consumer)).claimed).toEqual([]);
    await elapse(LEASE_MS + 1);
    expect(ids((await claim(consumer)).claimed).toSorted()).toEqual(ids(lanes).toSorted());
  });

  it('lets nobody pass the first of a lane while that is claimed or waits', async () => {
    const consumer = randomUUID();
    const [first, second] = [heldRow(consumer, 'a'), heldRow(consumer, 'a')];
    await hold(first, second);
    await claim(consumer);
    expect((await claim(consumer)).claimed).toEqual([]);
    const failure = { code: 'X', cause: 'no luck', stack: '' };
    await write(subject().store, { heldPostponed: [{ id: first.id, attempts: 1, afterMs: 1_000, failure }] });
    expect((await claim(consumer)).claimed).toEqual([]);
    await subject().elapse(1_001);
    const { claimed } = await claim(consumer);
    expect(claimed).toMatchObject([
      { id: first.id, attempts: 1 },
      { id: second.id, attempts: 0 },
    ]);
    await write(subject().store, { heldEnded: [first.id] });
    expect(ids((await claim(consumer)).claimed)).toEqual([second.id]);
  });

  it('tells which lanes of a chunk are held, for its own consumer alone', async () => {
    const consumer = randomUUID();
    await hold(heldRow(consumer, 'a'), heldRow(randomUUID(), 'b'));
    const inbox = { consumer, ids: [randomUUID()], lanes: ['a', 'b', 'c'] };
    const lanes = await subject().store.transact(planOf({ inbox }), ({ heldLanes }) => ({
      effects: effectsOf({}),
      result: [...heldLanes],
    }));
    expect(lanes).toEqual(['a']);
  });

  it('counts what is held, behind how many keys, and for how long', async () => {
    const { store, elapse } = subject();
    const consumer = randomUUID();
    await hold(heldRow(consumer, 'a'), heldRow(consumer, 'a'), heldRow(consumer, 'b'));
    await elapse(5_000);
    const counted = (await store.countHeld()).find((count) => count.consumer === consumer);
    expect(counted).toMatchObject({ messages: 3, lanes: 2 });
    expect(counted?.oldestMs).toBeGreaterThanOrEqual(5_000);
  });
};
