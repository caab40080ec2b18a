import { accept } from '@tidemark/kernel';
import { describe, expect, it } from 'vitest';
import { aggregateOf } from './aggregate.ts';
import { handlerOf, incoming, inUnit, openHouse } from './house.fixtures.ts';
import type { MemoryStore } from './memory/memory-store.ts';
import { planOf } from './planning.ts';
import { change, lookUp } from './sources.ts';
import { captured, ring, shelf, till, tills, toolsOf } from './till.fixtures.ts';
import { UnitOfWork } from './unit-of-work.ts';

const kinds = (outcomes: readonly { readonly kind: string }[]): readonly string[] => outcomes.map(({ kind }) => kind);

describe('A stream whose facts this program cannot fold', () => {
  it('holds the message that reads it, and no other', async () => {
    const { unitOfWork } = openHouse();
    const rings = handlerOf((orderId, unit) => {
      unit.decide(tills, ring(orderId));
    });
    await unitOfWork.run(rings, [incoming('a', 'order-1'), incoming('b', 'order-2')]);
    const newer = {
      ...till,
      definition: till.definition + 1,
      evolve: (state: typeof till.initial, fact: Parameters<typeof till.evolve>[1]) => {
        if (fact.orderId === 'order-1') throw new Error('a fact from the future');
        return till.evolve(state, fact);
      },
    };
    const looks = handlerOf(
      (orderId, unit) => void unit.state(newer, orderId),
      (orderId) => [change(newer, orderId)],
    );
    const outcomes = await unitOfWork.run({ ...looks, name: 'looker' }, [
      incoming('c', 'order-1', 'lane-1'),
      incoming('d', 'order-2', 'lane-2'),
    ]);
    expect(outcomes).toMatchObject([{ kind: 'held', error: new Error('a fact from the future') }, { kind: 'handled' }]);
  });
});

describe('Effects that cannot even be written down', () => {
  it('are found one by one, like those that the database refuses', async () => {
    const { store, unitOfWork: healthy } = openHouse();
    const clumsy = Object.create(store) as MemoryStore;
    clumsy.transact = (plan, work) =>
      store.transact(plan, (loaded) => {
        const done = work(loaded);
        if (done.effects.facts.some(({ streamId }) => streamId === 'till-order-2')) throw new TypeError('a BigInt');
        return done;
      });
    let ids = 0;
    const unitOfWork = new UnitOfWork(
      clumsy,
      toolsOf(
        () => `id-${++ids}`,
        () => 0,
      ),
    );
    const rings = handlerOf((orderId, unit) => {
      unit.decide(tills, ring(orderId));
    });
    const chunk = [
      incoming('a', 'order-1', 'lane-1'),
      incoming('b', 'order-2', 'lane-2'),
      incoming('c', 'order-3', 'lane-3'),
    ];
    expect(kinds(await unitOfWork.run(rings, chunk))).toEqual(['handled', 'held', 'handled']);
    expect(store.held).toMatchObject([{ messageId: 'b', failure: { cause: 'a BigInt' } }]);
    expect(kinds(await healthy.run(rings, chunk))).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });
});

describe('A row that is its own state', () => {
  it('publishes no version, since it has no history to stand in', async () => {
    const house = openHouse();
    const telling = { ...shelf, publish: ({ sku }: { readonly sku: string }) => [captured(sku, 1)] };
    const told = aggregateOf(
      { decide: ({ sku }: { readonly sku: string }) => accept({ type: 'Stocked' as const, sku }) },
      telling,
      ({ sku }) => sku,
    );
    await inUnit(house, (unit) => unit.decide(told, { sku: 'order-1' }), [change(telling, 'order-1')]);
    expect(house.store.outbox).toHaveLength(1);
    expect(house.store.outbox[0]).not.toHaveProperty('streamVersion');
  });

  it('is locked though another message only looks it up', () => {
    const reads = [lookUp(shelf.table, 'order-1'), change(shelf, 'order-2')];
    expect(planOf(reads).rows).toMatchObject([{ lock: true, keys: ['order-1', 'order-2'] }]);
  });
});
