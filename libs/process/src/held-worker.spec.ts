import type { ClaimedHeld, HeldOutcome, HeldRow } from '@tidemark/event-store';
import { NO_EFFECTS } from '@tidemark/event-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cause, openHouse } from './errand.fixtures.ts';
import type { House } from './errand.fixtures.ts';
import { HeldWorker } from './held-worker.ts';

const LEASE_MS = 30_000;

const workers: HeldWorker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

const held = (id: string, lane = id, consumer = 'errand.go'): HeldRow => ({
  ...{ id, consumer, lane, messageId: id, attempts: 1, failure: undefined, afterMs: 0 },
  record: { topic: 't.v1', partition: 0, offset: '0', key: null, value: null, headers: {}, timestampMs: 0 },
});

const hold = ({ store }: House, ...rows: readonly HeldRow[]): Promise<void> =>
  store.transact({ heads: [], rows: [] }, () => ({ effects: { ...NO_EFFECTS, held: rows }, result: undefined }));

/** Takes up what was claimed; fails for the ids that it is told of, as a handler would. */
const retryOf =
  ({ unitOfWork }: House, fails: (id: string) => boolean, tried: string[]) =>
  (claimed: readonly ClaimedHeld[], token: string): Promise<readonly HeldOutcome[]> =>
    unitOfWork.runHeld({
      handler: {
        name: 'errand.go',
        reads: () => [],
        handle: (id) => {
          tried.push(id);
          if (fails(id)) throw new Error(`no luck with ${id}`);
        },
      },
      messages: claimed.map((row) => ({ input: row.id, cause, row })),
      token,
      deadLetterTopic: 'errand.dead-letters.v1',
    });

const open = (house: House, fails: (id: string) => boolean, consumers: readonly string[] = ['errand.go']) => {
  const tried: string[] = [];
  const errors: unknown[] = [];
  const retry = retryOf(house, fails, tried);
  const worker = new HeldWorker({
    unitOfWork: house.unitOfWork,
    consumers: new Map(consumers.map((name) => [name, retry])),
    newToken: house.newId,
    leaseMs: LEASE_MS,
    pollMs: 2,
    onError: (error) => errors.push(error),
  });
  workers.push(worker);
  worker.start();
  return { tried, errors, worker };
};

describe('A held worker', () => {
  it('takes up each lane in order, and lets a failing one wait while the others go on', async () => {
    const house = openHouse();
    await hold(house, held('a1', 'a'), held('b1', 'b'), held('a2', 'a'), held('b2', 'b'));
    const { tried } = open(house, (id) => id === 'a1');
    await vi.waitFor(() => {
      expect(house.store.held.map(({ id }) => id)).toEqual(['a1', 'a2']);
    });
    expect(tried).toEqual(['a1', 'b1', 'b2']);
    expect(house.store.held).toMatchObject([{ attempts: 2 }, { attempts: 1 }]);
  });

  it('tries again when the time has come', async () => {
    const house = openHouse();
    let fails = true;
    await hold(house, held('a'));
    const { tried } = open(house, () => fails);
    await vi.waitFor(() => {
      expect(tried).toEqual(['a']);
    });
    fails = false;
    house.elapse(10_001);
    await vi.waitFor(() => {
      expect(house.store.held).toEqual([]);
    });
    expect(tried).toEqual(['a', 'a']);
  });

  it('leaves alone what a consumer holds that this program does not have', async () => {
    const house = openHouse();
    await hold(house, held('a', 'a', 'errand.gone'), held('b'));
    const { tried } = open(house, () => false);
    await vi.waitFor(() => {
      expect(tried).toEqual(['b']);
    });
    expect(house.store.held).toMatchObject([{ id: 'a', token: null }]);
  });

  it('tells of a round that failed, counts no attempt, and takes the message up when the lease has run out', async () => {
    const house = openHouse();
    await hold(house, held('a'));
    const transact = house.store.transact.bind(house.store);
    house.store.transact = () => Promise.reject(new Error('the database is away'));
    const { tried, errors } = open(house, () => false);
    await vi.waitFor(() => {
      expect(errors).toHaveLength(1);
    });
    expect(house.store.held).toMatchObject([{ attempts: 1 }]);
    house.store.transact = transact;
    house.elapse(LEASE_MS + 1);
    await vi.waitFor(() => {
      expect(house.store.held).toEqual([]);
    });
    expect(tried).toEqual(['a']);
  });

  it('does nothing about a lane that another has taken up since', async () => {
    const house = openHouse();
    await hold(house, held('a1', 'a'), held('a2', 'a'));
    const claim = (token: string): Promise<readonly ClaimedHeld[]> =>
      house.store.claimHeld({ consumers: ['errand.go'], limit: 10, leaseMs: LEASE_MS, token });
    const claimed = await claim('mine');
    house.elapse(LEASE_MS + 1);
    await claim('theirs');
    const tried: string[] = [];
    const outcomes = await retryOf(house, () => false, tried)(claimed, 'mine');
    expect(outcomes.map(({ kind }) => kind)).toEqual(['waiting', 'waiting']);
    expect(tried).toEqual([]);
    expect(house.store.held).toMatchObject([{ token: 'theirs' }, { id: 'a2' }]);
  });
});
