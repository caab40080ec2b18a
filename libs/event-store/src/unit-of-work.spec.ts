import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EffectsRefused, StoreUnavailable } from './errors.ts';
import { handlerOf, incoming, openHouse } from './house.fixtures.ts';
import { change } from './sources.ts';
import { causeOf, errand, notes, ring, till, tills, toolsOf } from './till.fixtures.ts';
import type { JobRow } from './store.ts';
import type { Outcome } from './unit-of-work.ts';
import { UnitOfWork } from './unit-of-work.ts';
import type { MemoryStore } from './memory/memory-store.ts';

const kinds = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map(({ kind }) => kind);

const rings = handlerOf((orderId, unit) => {
  unit.decide(tills, ring(orderId));
});

/** Rings first, then fails for the orders named. */
const failsFor = (...failing: readonly string[]) =>
  handlerOf((orderId, unit) => {
    unit.decide(tills, ring(orderId));
    if (failing.includes(orderId)) throw new Error(`no luck with ${orderId}`);
  });

describe('A chunk of messages', () => {
  it('shows later messages the changes of earlier ones, and writes all together', async () => {
    const { store, unitOfWork } = openHouse();
    expect(kinds(await unitOfWork.run(rings, [incoming('a'), incoming('b')]))).toEqual(['handled', 'handled']);
    expect(await store.readHead('till-order-1')).toMatchObject({ version: 2, snapshot: { totalMinor: 2, times: 2 } });
  });

  it('keeps everything that a message leaves behind', async () => {
    const { store, unitOfWork } = openHouse();
    const table = notes('replace');
    const leavesAll = handlerOf(
      (orderId, unit) => {
        const next = { status: 'Walking' };
        unit.step({ process: errand, key: orderId, input: 'Go', next, send: [], patienceMs: 10 });
        unit.write(table, { noteId: 'note-1', text: 'left', version: 1 });
        unit.deadLetter(LETTER, 'ringer.dead-letters.v1');
      },
      (orderId) => [change(errand, orderId)],
    );
    await unitOfWork.run(leavesAll, [incoming('a')]);
    expect(await store.readHead('errand-order-1')).toMatchObject({ snapshot: { status: 'Walking' } });
    expect(await store.readJournal('errand-order-1')).toHaveLength(1);
    expect(await store.readDeadline('errand-order-1')).toMatchObject({ status: 'Walking' });
    expect(await store.readRows(table, ['note-1'])).toHaveProperty('size', 1);
    expect(store.deadLetters).toHaveLength(1);
    expect(store.outbox).toHaveLength(1);
  });

  it('handles a message that stands in it twice once', async () => {
    const { store, unitOfWork } = openHouse();
    expect(kinds(await unitOfWork.run(rings, [incoming('a'), incoming('a')]))).toEqual(['handled', 'duplicate']);
    expect(await store.readHead('till-order-1')).toMatchObject({ version: 1 });
  });

  it('handles no message that an earlier chunk has handled', async () => {
    const { unitOfWork } = openHouse();
    await unitOfWork.run(rings, [incoming('a')]);
    expect(kinds(await unitOfWork.run(rings, [incoming('a'), incoming('b')]))).toEqual(['duplicate', 'handled']);
  });

  it('loses only the changes of a handler that fails', async () => {
    const { store, unitOfWork } = openHouse();
    const chunk = [incoming('a', 'order-1', 'l1'), incoming('b', 'order-2', 'l2'), incoming('c', 'order-1', 'l1')];
    const outcomes = await unitOfWork.run(failsFor('order-2'), chunk);
    expect(outcomes[1]).toEqual({ kind: 'held', error: new Error('no luck with order-2') });
    expect(await store.readHead('till-order-1')).toMatchObject({ version: 2 });
    expect(await store.readHead('till-order-2')).toBeUndefined();
    expect(store.outbox).toHaveLength(2);
  });

  it('holds the message whose reads cannot be told, and no other', async () => {
    const { unitOfWork } = openHouse();
    const handler = handlerOf(rings.handle, (orderId) => {
      if (orderId === 'bad') throw new Error('no key');
      return [change(till, orderId)];
    });
    const chunk = [incoming('a', 'bad', 'l1'), incoming('b', 'order-1', 'l2')];
    expect(kinds(await unitOfWork.run(handler, chunk))).toEqual(['held', 'handled']);
  });

  it('always handles one message, however slow everything is', async () => {
    let ms = 0;
    const slow = new UnitOfWork(
      openHouse().store,
      toolsOf(
        () => 'id',
        () => (ms += 60),
      ),
    );
    expect(kinds(await slow.run(rings, [incoming('a'), incoming('b')]))).toEqual(['handled', 'deferred']);
  });

  it('defers what is left after 50 ms of handling', async () => {
    const { unitOfWork, spend } = openHouse();
    const slow = handlerOf(() => {
      spend(51);
    });
    const chunk = [incoming('a'), incoming('b')];
    expect(kinds(await unitOfWork.run(slow, chunk))).toEqual(['handled', 'deferred']);
    expect(kinds(await unitOfWork.run(slow, chunk.slice(1)))).toEqual(['handled']);
  });

  it('runs apart when the database refuses it, so that the culprit stands alone', async () => {
    const { store, unitOfWork } = openHouse();
    const handler = handlerOf((orderId, unit) => {
      unit.decide(tills, ring(orderId));
      if (orderId === 'bad') unit.deadLetter(LETTER, 'too.large.v1');
    });
    // The rule of the tables that this store breaks: no row for the dead-letter topic.
    const chunk = [
      incoming('a', 'o1', 'l1'),
      incoming('b', 'bad', 'l2'),
      incoming('c', 'o3', 'l2'),
      incoming('d', 'o4', 'l1'),
    ];
    const refusing = new UnitOfWork(
      refusingTopic(store, 'too.large.v1'),
      toolsOf(() => 'id'),
    );
    const outcomes = await refusing.run(handler, chunk);
    expect(kinds(outcomes)).toEqual(['handled', 'held', 'behind', 'handled']);
    expect(outcomes[1]).toMatchObject({ error: { code: 'STORE.EFFECTS_REFUSED' } });
    expect(await store.readHead('till-bad')).toBeUndefined();
    expect(store.held).toMatchObject([
      { messageId: 'b', lane: 'l2', attempts: 1, failure: { code: 'STORE.EFFECTS_REFUSED' } },
      { messageId: 'c', lane: 'l2', attempts: 0, failure: undefined },
    ]);
    expect(kinds(await unitOfWork.run(rings, chunk))).toEqual(Array(4).fill('duplicate'));
  });

  it('fails as a whole when the store is away', async () => {
    const { store } = openHouse();
    store.transact = () => Promise.reject(new StoreUnavailable('gone'));
    const unitOfWork = new UnitOfWork(
      store,
      toolsOf(() => 'id'),
    );
    await expect(unitOfWork.run(rings, [incoming('a'), incoming('b')])).rejects.toThrow(StoreUnavailable);
  });

  it('hands each job to its taker, claimed by it or not, once it is committed', async () => {
    const { unitOfWork, store } = openHouse();
    const begun: JobRow[] = [];
    const claim = { token: 'mine', leaseMs: 1_000 };
    unitOfWork.handJobsTo({
      take: (jobs) => jobs.map((job) => (job.key === 'order-1' ? { ...job, claim } : job)),
      begin: (jobs) => begun.push(...jobs),
      letGo: () => undefined,
    });
    await unitOfWork.run(rings, [incoming('a')]);
    expect(begun).toEqual([]);
    const asksForCall = handlerOf((orderId, unit) => {
      unit.job({ kind: 'capture', key: orderId, payload: {} });
    });
    await unitOfWork.run(asksForCall, [incoming('b', 'order-1'), incoming('c', 'order-2')]);
    expect(begun).toMatchObject([{ key: 'order-1', claim }, { key: 'order-2' }]);
    const left = await store.claimJobs({ kinds: ['capture'], limit: 10, leaseMs: 1, token: 'another' });
    expect(left).toMatchObject([{ key: 'order-2', attempt: 1 }]);
    await unitOfWork.execute({
      cause: causeOf('asking'),
      reads: [change(errand, 'order-1')],
      handle: (unit) => {
        const next = { status: 'Walking' };
        unit.step({ process: errand, key: 'order-1', input: 'Go', next, send: [], patienceMs: 10 });
      },
    });
    expect(begun).toHaveLength(2);
  });

  it('tells the taker that the jobs it took do not stand, when their transaction fails', async () => {
    const { store } = openHouse();
    const refusing = Object.create(store) as MemoryStore;
    refusing.transact = (plan, work) =>
      store.transact(plan, (loaded) => {
        work(loaded);
        throw new StoreUnavailable('gone at the commit');
      });
    const unitOfWork = new UnitOfWork(refusing, toolsOf(randomUUID));
    const letGo: JobRow[] = [];
    unitOfWork.handJobsTo({
      take: (jobs) => jobs,
      begin: () => expect.unreachable('nothing stands'),
      letGo: (jobs) => letGo.push(...jobs),
    });
    const asking = unitOfWork.execute({
      cause: causeOf('asking'),
      reads: [],
      handle: (unit) => {
        unit.job({ kind: 'capture', key: 'order-1', payload: {} });
      },
    });
    await expect(asking).rejects.toThrow(StoreUnavailable);
    expect(letGo).toMatchObject([{ kind: 'capture', key: 'order-1' }]);
  });
});

const LETTER = {
  consumer: 'ringer',
  topic: 'payment.events.v1',
  partition: 0,
  offset: '7',
  key: null,
  value: new Uint8Array([1]),
  headers: {},
  code: 'X',
  cause: 'y',
  stack: '',
  messageId: 'message-1',
  attempts: 0,
  timestampMs: 1,
};

const refusingTopic = (store: MemoryStore, topic: string): MemoryStore => {
  const refusing = Object.create(store) as MemoryStore;
  refusing.transact = (plan, work) =>
    store.transact(plan, (loaded) => {
      const done = work(loaded);
      if (done.effects.outbox.some((row) => row.topic === topic)) throw new EffectsRefused('no such topic');
      return done;
    });
  return refusing;
};
