import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { House } from './house.fixtures.ts';
import { handlerOf, incoming, inUnit, openHouse } from './house.fixtures.ts';
import { change } from './sources.ts';
import { MemoryStore } from './memory/memory-store.ts';
import { causeOf, ring, till, tills, toolsOf } from './till.fixtures.ts';
import type { UnitRequest } from './joined-units.ts';
import { UnitOfWork } from './unit-of-work.ts';

const answer = { status: 201, headers: { location: '/tills/order-1' }, body: { totalMinor: 1 } };

const request = ({ unitOfWork }: House, more: Partial<UnitRequest<unknown>> = {}) =>
  unitOfWork.execute({
    cause: causeOf('request'),
    reads: [change(till, 'order-1')],
    handle: (unit) => unit.decide(tills, ring('order-1')),
    idempotency: { route: 'POST /tills', key: 'key-1', bodyHash: 'a' },
    remember: () => answer,
    ...more,
  });

const timesRung = async ({ store }: House): Promise<number> => (await store.readHead('till-order-1'))?.version ?? 0;

describe('Units', () => {
  const gatheringOf = async (more: (id: string) => Partial<UnitRequest<unknown>>): Promise<readonly number[]> => {
    const rests: number[] = [];
    const rest = (ms: number) => Promise.resolve(void rests.push(ms));
    const tools = toolsOf(
      () => 'id',
      () => 0,
      rest,
    );
    const unitOfWork = new UnitOfWork(new MemoryStore(() => 0), tools);
    const ask = (id: string) =>
      unitOfWork.execute({ cause: causeOf('request'), reads: [], handle: () => 'done', ...more(id) });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
    await ask('f');
    return rests;
  };
  const lease = (id: string) => ({ lease: { kind: 'job' as const, id, token: 'token' } });

  it('of callers gather after several came together, those with a lease never', async () => {
    expect(await gatheringOf(() => ({}))).toEqual([60]);
    expect(await gatheringOf(lease)).toEqual([]);
  });
});

describe('A listener', () => {
  it('is told what each transaction has changed, and nothing of one that failed', async () => {
    const house = openHouse();
    const told: unknown[] = [];
    house.unitOfWork.onCommit(({ facts }) => told.push(facts.map(({ streamId, version }) => [streamId, version])));
    await request(house);
    await expect(
      inUnit(house, (unit) => {
        unit.decide(tills, ring('order-1'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await house.unitOfWork.run(
      handlerOf((orderId, unit) => void unit.decide(tills, ring(orderId))),
      [incoming('message-1')],
    );
    expect(told.filter((facts) => (facts as unknown[]).length > 0)).toEqual([
      [['till-order-1', 1]],
      [['till-order-1', 2]],
    ]);
  });
});

describe('A listener that fails', () => {
  it('ends the process, and does not make what was committed seem to have failed', async () => {
    const house = openHouse();
    const failed = new Error('a listener failed');
    house.unitOfWork.onCommit(() => {
      throw failed;
    });
    const ends = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      const uncaught = once(process, 'uncaughtException');
      expect(await request(house)).toMatchObject({ kind: 'done' });
      expect(await uncaught).toContain(failed);
    } finally {
      for (const end of ends) process.on('uncaughtException', end);
    }
    expect(await timesRung(house)).toBe(1);
  });
});

describe('A request with an idempotency key', () => {
  it('is done once, and replayed when it comes again', async () => {
    const house = openHouse();
    expect(await request(house)).toMatchObject({ kind: 'done' });
    expect(await request(house)).toEqual({ kind: 'replayed', answer });
    expect(await timesRung(house)).toBe(1);
  });

  it('is told apart from another body under the same key', async () => {
    const house = openHouse();
    await request(house);
    const other = { route: 'POST /tills', key: 'key-1', bodyHash: 'b' };
    expect(await request(house, { idempotency: other })).toEqual({ kind: 'otherBody' });
    expect(await timesRung(house)).toBe(1);
  });

  it('is forgotten when time may heal its answer', async () => {
    const house = openHouse();
    await request(house, { remember: () => undefined, handle: () => 'not yet' });
    expect(await request(house)).toMatchObject({ kind: 'done' });
    expect(await timesRung(house)).toBe(1);
  });

  it('is a request of its own on another route', async () => {
    const house = openHouse();
    await request(house);
    const elsewhere = { route: 'POST /shelves', key: 'key-1', bodyHash: 'a' };
    expect(await request(house, { idempotency: elsewhere })).toMatchObject({ kind: 'done' });
  });

  it('writes nothing and remembers nothing when handling throws, and the caller hears of it', async () => {
    const house = openHouse();
    const failing = request(house, {
      handle: (unit) => {
        unit.decide(tills, ring('order-1'));
        throw new Error('a defect');
      },
    });
    await expect(failing).rejects.toThrow('a defect');
    expect(await timesRung(house)).toBe(0);
    expect(await request(house)).toMatchObject({ kind: 'done' });
  });
});

describe('The outcome of a job', () => {
  const claimed = async (house: House, token: string) => {
    const [job] = await house.store.claimJobs({ kinds: ['capture'], limit: 1, leaseMs: 1_000, token });
    return { kind: 'job', id: job!.id, token } as const;
  };

  const withJob = async (): Promise<House> => {
    const house = openHouse();
    await inUnit(house, (unit) => {
      unit.job({ kind: 'capture', key: 'order-1', payload: {} });
    });
    return house;
  };

  it('is decided in one unit with the end of the job', async () => {
    const house = await withJob();
    const lease = await claimed(house, 'mine');
    expect(await request(house, { lease })).toMatchObject({ kind: 'done' });
    house.elapse(5_000);
    expect(await house.store.claimJobs({ kinds: ['capture'], limit: 1, leaseMs: 1, token: 'other' })).toEqual([]);
  });

  it('is not decided by a worker whose lease went to another', async () => {
    const house = await withJob();
    const lease = await claimed(house, 'mine');
    house.elapse(1_001);
    await claimed(house, 'theirs');
    expect(await request(house, { lease })).toEqual({ kind: 'leaseLost' });
    expect(await timesRung(house)).toBe(0);
  });
});
