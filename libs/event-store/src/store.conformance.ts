import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it as test } from 'vitest';
import { holding } from './store-held.conformance.ts';
import { leases } from './store-leases.conformance.ts';
import { rows } from './store-rows.conformance.ts';
import { upkeep } from './store-upkeep.conformance.ts';
import type { StorePromises, StoreUnderTest } from './store.fixtures.ts';
import { claimInbox, effectsOf, found, insist, outboxRow, planOf, write } from './store.fixtures.ts';
import { EffectsRefused } from './errors.ts';
import type { Store } from './store.ts';
import { readHistory } from './history.ts';
import type { EventSourced } from './sources.ts';
import { change } from './sources.ts';
import type { Rung } from './till.fixtures.ts';
import { causeOf, ring, till, tills, toolsOf } from './till.fixtures.ts';
import { UnitOfWork } from './unit-of-work.ts';

/** What a later version of the till calls an amount. */
interface RungInCents extends Omit<Rung, 'amountMinor'> {
  readonly cents: number;
}

/** What every store promises; each adapter passes it, and a broken double fails it. */
export const describeStore = (name: string, makeStore: () => Promise<StoreUnderTest>): void => {
  describe(name, () => {
    let made: StoreUnderTest | undefined;
    const subject = (): StoreUnderTest => made!;
    beforeAll(async () => {
      made = await makeStore();
    });
    storePromises(test, subject);
  });
};

/** All of them, for whoever runs them in another way. */
export const storePromises: StorePromises = (it, subject) => {
  for (const promises of [claims, streams, rows, leases, holding, upkeep]) promises(it, subject);
};

/** Rings at tills in a transaction that it shares with nobody: each unit of work joins only its own units. */
const ringUp = (store: Store, orderIds: readonly string[]) =>
  new UnitOfWork(store, toolsOf(randomUUID)).execute({
    cause: causeOf(randomUUID()),
    reads: orderIds.map((orderId) => change(till, orderId)),
    handle: (unit) => orderIds.map((orderId) => unit.decide(tills, ring(orderId))),
  });

const claims: StorePromises = (it, subject) => {
  it('lets each consumer claim an inbox id once', async () => {
    const { store } = subject();
    const [first, second, other] = [randomUUID(), randomUUID(), randomUUID()];
    expect(await claimInbox(store, other, [second, first, first])).toEqual([first, second].toSorted());
    expect(await claimInbox(store, other, [first, second])).toEqual([]);
    expect(await claimInbox(store, randomUUID(), [first])).toEqual([first]);
  });

  it('gives one of two concurrent transactions with one message id the right to handle it', async () => {
    const { store } = subject();
    const id = randomUUID();
    const claims = await Promise.all([1, 2, 3].map(() => insist(() => claimInbox(store, 'racers', [id]))));
    expect(claims.flat()).toEqual([id]);
  });

  it('lets a released id be claimed again', async () => {
    const { store } = subject();
    const [handled, released] = [randomUUID(), randomUUID()];
    const inbox = { consumer: 'releaser', ids: [handled, released] };
    await write(store, { released: [released] }, { inbox });
    expect(await claimInbox(store, 'releaser', [handled, released])).toEqual([released]);
  });

  it('leaves nothing of work that throws, its claim neither', async () => {
    const { store } = subject();
    const inbox = { consumer: 'thrower', ids: [randomUUID()] };
    const failing = store.transact(planOf({ inbox }), () => {
      throw new TypeError('a defect');
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(await claimInbox(store, 'thrower', inbox.ids)).toEqual(inbox.ids);
  });

  it('refuses an outbox row over 512 kB, and leaves nothing of its transaction', async () => {
    const { store, outboxIds } = subject();
    const inbox = { consumer: 'too-large', ids: [randomUUID()] };
    const [small, large] = [outboxRow(524_288), outboxRow(524_289)];
    await expect(write(store, { outbox: [small, large] }, { inbox })).rejects.toThrow(EffectsRefused);
    expect(await outboxIds()).not.toContain(small.id);
    expect(await claimInbox(store, 'too-large', inbox.ids)).toEqual(inbox.ids);
    await write(store, { outbox: [small] });
    expect(await outboxIds()).toContain(small.id);
  });

  it('remembers the answer to a request under its route and key', async () => {
    const { store } = subject();
    const claim = { route: 'POST /orders', key: randomUUID(), bodyHash: 'a' };
    const answer = { status: 201, headers: { location: '/orders/1' }, body: { orderId: '1' } };
    expect(await found(store, claim)).toEqual({ kind: 'open' });
    await write(store, { answers: [{ claim, answer }] });
    expect(await found(store, { ...claim, bodyHash: 'b' })).toEqual({ kind: 'answered', bodyHash: 'a', answer });
    expect(await found(store, { ...claim, key: randomUUID() })).toEqual({ kind: 'open' });
  });

  it('tells of each of several requests how it was found, and reads for the open ones', async () => {
    const { store } = subject();
    const claims = ['a', 'b', 'c'].map((bodyHash) => ({ route: 'POST /orders', key: randomUUID(), bodyHash }));
    const [, answered] = claims;
    const answer = { status: 201, headers: {}, body: null };
    await write(store, { answers: [{ claim: answered!, answer }] });
    const headOf = (orderId: string) => ({ streamId: `till-${orderId}`, definition: 1 });
    const orderIds = claims.map(() => randomUUID());
    for (const orderId of orderIds) await ringUp(store, [orderId]);
    const requests = claims.map((claim, index) => ({ claim, heads: [headOf(orderIds[index] ?? '')], rows: [] }));
    const loaded = await store.transact(planOf({ requests }), (seen) => ({ effects: effectsOf({}), result: seen }));
    expect(loaded.requests.map((request) => request.kind)).toEqual(['open', 'answered', 'open']);
    expect([...loaded.heads.keys()].toSorted()).toEqual([`till-${orderIds[0]!}`, `till-${orderIds[2]!}`].toSorted());
  });

  it('lets one of two concurrent requests with one key do its work', async () => {
    const { store } = subject();
    const claim = { route: 'POST /orders', key: randomUUID(), bodyHash: 'a' };
    const answer = { status: 201, headers: {}, body: null };
    const worked = await Promise.all(
      [1, 2, 3].map(() =>
        store.transact(planOf({ requests: [{ claim, heads: [], rows: [] }] }), ({ requests: [request] }) => ({
          effects: effectsOf(request?.kind === 'open' ? { answers: [{ claim, answer }] } : {}),
          result: request?.kind === 'open',
        })),
      ),
    );
    expect(worked.filter(Boolean)).toHaveLength(1);
  });
};

const streams: StorePromises = (it, subject) => {
  const ringAt = (orderIds: readonly string[]) => insist(() => ringUp(subject().store, orderIds));

  it('never loses one of many concurrent changes of one stream, the first included', async () => {
    const orderId = randomUUID();
    await Promise.all(Array.from({ length: 20 }, () => ringAt([orderId])));
    const head = await subject().store.readHead(`till-${orderId}`);
    expect(head).toMatchObject({ version: 20, definition: 1, snapshot: { totalMinor: 20, times: 20 } });
  });

  it('numbers the facts of a stream without a gap, in the order they were recorded', async () => {
    const orderId = randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => ringAt([orderId])));
    const facts = await subject().store.readFacts(`till-${orderId}`, 0);
    expect(facts.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const times = facts.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(times.toSorted());
  });

  it('reads the facts after a version, with what caused them', async () => {
    const orderId = randomUUID();
    await ringAt([orderId]);
    await ringAt([orderId]);
    const { store } = subject();
    expect(await store.readFacts(`till-${orderId}`, 1)).toMatchObject([
      { streamId: `till-${orderId}`, version: 2, fact: { type: 'Rung', amountMinor: 1 }, cause: { actor: 'customer' } },
    ]);
    expect(await store.readFacts(`till-${orderId}`, 2)).toEqual([]);
    expect(await store.readHead(`till-${randomUUID()}`)).toBeUndefined();
  });

  it('never deadlocks two transactions that name their streams in opposite order', async () => {
    // Many of them, so that each takes its time over its locks and meets the others.
    const there = Array.from({ length: 40 }, () => randomUUID());
    const back = there.toReversed();
    await ringAt(there);
    // Without `insist`: a deadlock would show up as StoreUnavailable.
    const all = (orderIds: readonly string[]) => ringUp(subject().store, orderIds);
    for (let run = 0; run < 25; run += 1) await Promise.all([there, back, there, back].map(all));
    for (const orderId of there) {
      expect(await subject().store.readHead(`till-${orderId}`)).toMatchObject({ version: 101 });
    }
  });

  it('folds a stream anew when its snapshot was made under another definition', async () => {
    const orderId = randomUUID();
    await ringAt([orderId]);
    await ringAt([orderId]);
    const counting = {
      ...till,
      definition: 2,
      evolve: ({ totalMinor, times }: typeof till.initial) => ({ totalMinor, times: times + 10 }),
    };
    const unitOfWork = new UnitOfWork(subject().store, toolsOf(randomUUID));
    const state = await unitOfWork.execute({
      cause: causeOf(randomUUID()),
      reads: [change(counting, orderId)],
      handle: (unit) => unit.state(counting, orderId),
    });
    expect(state).toEqual({ kind: 'done', answer: { totalMinor: 0, times: 20 } });
  });

  it("folds and reads facts of an earlier version in today's form, and leaves them stored as they were", async () => {
    const orderId = randomUUID();
    await ringAt([orderId]);
    const inCents: EventSourced<{ readonly cents: number }, RungInCents> = {
      ...{ stored: 'facts', category: till.category, definition: 2 },
      initial: { cents: 0 },
      evolve: ({ cents }, fact) => ({ cents: cents + fact.cents }),
      upcast: ({ type, orderId: of, amountMinor }: Rung) => ({ type, orderId: of, cents: amountMinor }),
      publish: () => [],
    };
    const { store } = subject();
    const state = await new UnitOfWork(store, toolsOf(randomUUID)).execute({
      cause: causeOf(randomUUID()),
      reads: [change(inCents, orderId)],
      handle: (unit) => unit.state(inCents, orderId),
    });
    expect(state).toEqual({ kind: 'done', answer: { cents: 1 } });
    expect(await readHistory(store, inCents, orderId)).toMatchObject([
      { version: 1, fact: { type: 'Rung', orderId, cents: 1 } },
    ]);
    expect(await store.readFacts(`till-${orderId}`, 0)).toMatchObject([{ fact: { amountMinor: 1 } }]);
  });
};
