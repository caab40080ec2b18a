import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeadlineWorker } from './deadline-worker.ts';
import type { House } from './errand.fixtures.ts';
import { cause, errandBinding, openHouse, PATIENCE_MS } from './errand.fixtures.ts';
import { react, readsOf } from './react.ts';

const LEASE_MS = 30_000;

const workers: DeadlineWorker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

const listen = (house: House, failing?: string) => {
  const heard: string[] = [];
  const errors: unknown[] = [];
  const worker = new DeadlineWorker({
    unitOfWork: house.unitOfWork,
    listeners: [
      {
        category: 'errand',
        reads: (key) => readsOf(errandBinding, key),
        handle: (key, passed, unit) => {
          heard.push(key);
          if (key === failing) throw new Error(`no luck with ${key}`);
          react(unit, errandBinding, key, passed);
        },
      },
    ],
    newId: house.newId,
    leaseMs: LEASE_MS,
    pollMs: 2,
    onError: (error) => errors.push(error),
  });
  workers.push(worker);
  worker.start();
  return { heard, errors, worker };
};

const go = async ({ unitOfWork }: House, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    const binding = { ...errandBinding, apply: () => undefined };
    const handle = (unit: Parameters<typeof react>[0]) => react(unit, binding, key, { type: 'Go' });
    await unitOfWork.execute({ cause, reads: readsOf(binding, key), handle });
  }
};

const statusOf = async ({ store }: House, key: string) => (await store.readHead(`errand-${key}`))?.snapshot;

describe('A deadline worker', () => {
  it('tells a process that its deadline has passed, and not before', async () => {
    const house = openHouse();
    await go(house, 'order-1');
    const { heard } = listen(house);
    house.elapse(PATIENCE_MS - 1);
    await new Promise((next) => setImmediate(next));
    expect(heard).toEqual([]);
    house.elapse(1);
    await vi.waitFor(async () => {
      expect(await statusOf(house, 'order-1')).toEqual({ status: 'Done' });
    });
    expect(heard).toEqual(['order-1']);
    expect(await house.store.readJournal('errand-order-1')).toMatchObject([
      {},
      { input: 'DeadlinePassed', actor: 'deadline' },
    ]);
  });

  it('keeps the id of a process whole, whatever it contains', async () => {
    const house = openHouse();
    await go(house, '0198-7c-order');
    const { heard } = listen(house);
    house.elapse(PATIENCE_MS);
    await vi.waitFor(() => {
      expect(heard).toEqual(['0198-7c-order']);
    });
  });

  it('says nothing to a process that moved on after its deadline was claimed', async () => {
    const house = openHouse();
    await go(house, 'order-1');
    house.elapse(PATIENCE_MS);
    const { store } = house;
    const claim = store.claimDeadlines.bind(store);
    store.claimDeadlines = async (asked) => {
      const claimed = await claim(asked);
      if (claimed.length > 0) {
        await house.unitOfWork.execute({
          cause,
          reads: readsOf(errandBinding, 'order-1'),
          handle: (unit) => react(unit, errandBinding, 'order-1', { type: 'Arrived' }),
        });
      }
      return claimed;
    };
    const { heard, worker } = listen(house);
    await vi.waitFor(async () => {
      expect(await statusOf(house, 'order-1')).toEqual({ status: 'Done' });
    });
    await worker.stop();
    expect(heard).toEqual([]);
  });

  it('reports a deadline that fails, tells the others all the same, and tries it again after its lease', async () => {
    const house = openHouse();
    await go(house, 'bad', 'order-1', 'order-2');
    const { heard, errors } = listen(house, 'bad');
    house.elapse(PATIENCE_MS);
    await vi.waitFor(async () => {
      expect(await statusOf(house, 'order-1'), 'order-1').toEqual({ status: 'Done' });
      expect(await statusOf(house, 'order-2'), 'order-2').toEqual({ status: 'Done' });
    });
    expect(errors).toEqual([new Error('no luck with bad')]);
    house.elapse(LEASE_MS + 1);
    await vi.waitFor(() => {
      expect(heard.filter((key) => key === 'bad')).toHaveLength(2);
    });
  });
});
