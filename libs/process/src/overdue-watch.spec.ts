import type { Alarm, OverdueCount } from '@tidemark/event-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { House } from './errand.fixtures.ts';
import { cause, errandBinding, openHouse, PATIENCE_MS } from './errand.fixtures.ts';
import { OverdueWatch } from './overdue-watch.ts';
import { react, readsOf } from './react.ts';

const BY_MS = 30_000;

const watches: OverdueWatch[] = [];

afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

const watch = ({ store }: House) => {
  const alarms: Alarm[] = [];
  const seen: (readonly OverdueCount[])[] = [];
  const errors: unknown[] = [];
  const started = new OverdueWatch({
    store,
    byMs: BY_MS,
    pollMs: 2,
    onAlarm: (alarm) => alarms.push(alarm),
    onOverdue: (counts) => seen.push(counts),
    onError: (error) => errors.push(error),
  });
  watches.push(started);
  started.start();
  /** What it says after it has looked once more. */
  const look = async (): Promise<readonly OverdueCount[] | undefined> => {
    const before = seen.length;
    await vi.waitFor(() => {
      expect(seen.length, 'looks').toBeGreaterThan(before + 1);
    });
    return seen.at(-1);
  };
  return { alarms, errors, look };
};

type Input = Parameters<
  typeof react<{ status: 'Idle' | 'Walking' | 'Done' }, { type: 'Go' | 'Arrived' }, never, never>
>[3];

const hear = ({ unitOfWork }: House, input: Input) =>
  unitOfWork.execute({
    cause,
    reads: readsOf(errandBinding, 'order-1'),
    handle: (unit) => react(unit, errandBinding, 'order-1', input as never),
  });

describe('A watch', () => {
  it('tells once of a process that nobody answers, and no longer counts it once it was answered', async () => {
    const house = openHouse();
    await hear(house, { type: 'Go' });
    const { alarms, look } = watch(house);
    house.elapse(PATIENCE_MS + BY_MS - 1);
    expect(await look()).toEqual([]);
    house.elapse(1);
    expect(await look()).toMatchObject([{ kind: 'process', category: 'errand', status: 'Walking', count: 1 }]);
    await look();
    const overdueSince = '2026-01-01T00:00:01.000Z';
    expect(alarms).toEqual([{ kind: 'process', processId: 'errand-order-1', status: 'Walking', overdueSince }]);
    await hear(house, { type: 'Arrived' });
    expect(await look()).toEqual([]);
    expect(alarms).toHaveLength(1);
  });

  it('changes nothing about the process: not its state, its journal, its messages or its deadline', async () => {
    const house = openHouse();
    const { store } = house;
    await hear(house, { type: 'Go' });
    const everything = async () => ({
      head: await store.readHead('errand-order-1'),
      journal: await store.readJournal('errand-order-1'),
      outbox: [...store.outbox],
      dueAt: (await store.readDeadline('errand-order-1'))?.dueAt,
    });
    const before = await everything();
    house.elapse(PATIENCE_MS + BY_MS);
    const { alarms } = watch(house);
    await vi.waitFor(() => {
      expect(alarms).toHaveLength(1);
    });
    expect(await everything()).toEqual(before);
  });

  it('goes on looking after a look that failed', async () => {
    const house = openHouse();
    const count = house.store.countOverdue.bind(house.store);
    let looks = 0;
    house.store.countOverdue = (byMs) => ((looks += 1) === 1 ? Promise.reject(new Error('gone')) : count(byMs));
    const { errors, look } = watch(house);
    await look();
    expect(errors).toEqual([new Error('gone')]);
  });
});
