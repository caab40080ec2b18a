import { describe, expect, it } from 'vitest';
import { EffectsRefused, StoreUnavailable } from './errors.ts';
import type { UnitRequest } from './joined-units.ts';
import { JobHandover } from './job-handover.ts';
import { JoinedUnits } from './joined-units.ts';
import { MemoryStore } from './memory/memory-store.ts';
import type { Pace } from './pace.ts';
import { change } from './sources.ts';
import type { Effects, Loaded, Plan, Work } from './store.ts';
import { causeOf, errand, ring, till, tills, toolsOf } from './till.fixtures.ts';

/** A store whose transactions end when a test lets them, and that counts them. */
class Gated extends MemoryStore {
  readonly sizes: number[] = [];
  readonly #gates: (() => void)[] = [];
  refuse: (effects: Effects) => Error | undefined = () => undefined;

  constructor() {
    super(() => 0);
  }

  override async transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    this.sizes.push(plan.heads.length + (plan.requests?.length ?? 0));
    await new Promise<void>((resolve) => this.#gates.push(resolve));
    return super.transact(plan, (loaded) => {
      const done = work(loaded);
      const refusal = this.refuse(done.effects);
      if (refusal !== undefined) throw refusal;
      return done;
    });
  }

  /** Lets all go that are at the gate, and whoever comes after them. */
  async open(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) {
      for (const letGo of this.#gates.splice(0)) letGo();
      await Promise.resolve();
    }
  }
}

const open = (pace: Pace = 'gathered', timer = Promise.resolve()) => {
  let ids = 0;
  let clockMs = 0;
  const store = new Gated();
  const told: string[] = [];
  const rests: number[] = [];
  const handover = new JobHandover(store);
  handover.to({ take: (jobs) => jobs, begin: () => told.push('jobs'), letGo: () => undefined });
  const units = new JoinedUnits(
    handover,
    toolsOf(
      () => `id-${++ids}`,
      () => clockMs,
      (ms) => {
        rests.push(ms);
        return timer;
      },
    ),
    pace,
  );
  const ask = (orderId: string, more: Partial<UnitRequest<unknown>> = {}) =>
    units.execute({
      cause: causeOf(orderId),
      reads: [change(till, orderId)],
      handle: (unit) => unit.decide(tills, ring(orderId)).kind,
      ...more,
    });
  const pass = (ms: number): void => {
    clockMs += ms;
  };
  /** Keeps both places of transactions under way taken, so that whoever comes next shares the one after them. */
  const fill = async () => {
    const asked = [ask('x')];
    await Promise.resolve();
    asked.push(ask('y'));
    await Promise.resolve();
    return asked;
  };
  return { store, ask, told, rests, pass, fill };
};

const key = (name: string) => ({ idempotency: { route: 'POST /tills', key: name, bodyHash: 'a' } });
const remember = () => ({ status: 201, headers: {}, body: null });

describe('Units that arrive while transactions are under way', () => {
  it('share the next one, and each is answered by itself', async () => {
    const { store, ask, fill } = open();
    const asked = [...(await fill()), ...['a', 'b', 'c'].map((orderId) => ask(orderId))];
    await store.open();
    expect(await Promise.all(asked)).toEqual(asked.map(() => ({ kind: 'done', answer: 'accepted' })));
    expect(store.sizes).toEqual([1, 1, 3]);
  });

  it('share the first one, too, when they are asked for in one run of microtasks', async () => {
    const { store, ask } = open();
    const asked = ['a', 'b', 'c'].map((orderId) => ask(orderId));
    await store.open();
    await Promise.all(asked);
    expect(store.sizes).toEqual([3]);
  });

  it('see the changes of those before them in the same transaction', async () => {
    const { store, ask, fill } = open();
    const asked = [...(await fill()), ...['a', 'a', 'a'].map((orderId) => ask(orderId))];
    await store.open();
    await Promise.all(asked);
    expect(await store.readHead('till-a')).toMatchObject({ version: 3 });
  });

  it('are at most a hundred in one', async () => {
    const { store, ask, fill } = open();
    const asked = [...(await fill()), ...Array.from({ length: 201 }, (_, index) => ask(`order-${String(index)}`))];
    await store.open();
    await Promise.all(asked);
    expect(store.sizes).toEqual([1, 1, 100, 100, 1]);
  });

  it('never share it with another of the same key: the second is replayed', async () => {
    const { store, ask, fill } = open();
    const first = await fill();
    const asked = [ask('a', { ...key('k'), remember }), ask('a', { ...key('k'), remember }), ask('b')];
    await store.open();
    await Promise.all(first);
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['done', 'replayed', 'done']);
    expect(await store.readHead('till-a')).toMatchObject({ version: 1 });
  });

  it('begin a little later after a transaction of several, and at once after a lone one or when enough have come', async () => {
    const { store, ask, rests, fill } = open();
    const asked = [...(await fill()), ...['a', 'b', 'c'].map((orderId) => ask(orderId))];
    await store.open();
    await Promise.all(asked);
    expect(rests).toEqual([]);
    const more = [ask('d'), ask('e')];
    await Promise.resolve();
    expect(store.sizes).toEqual([1, 1, 3]);
    await store.open();
    await Promise.all(more);
    expect(store.sizes).toEqual([1, 1, 3, 2]);
    expect(rests).toEqual([60]);
    const few = Array.from({ length: 15 }, (_, index) => ask(`order-${String(index)}`));
    await Promise.resolve();
    expect(store.sizes.slice(4)).toEqual([]);
    const last = ask('order-15');
    await Promise.resolve();
    expect(store.sizes.slice(4)).toEqual([16]);
    await store.open();
    await Promise.all([...few, last]);
  });

  it('at a prompt pace begin at once, however many came before', async () => {
    const { store, ask, rests, fill } = open('prompt');
    const asked = [...(await fill()), ...['a', 'b', 'c'].map((orderId) => ask(orderId))];
    await store.open();
    await Promise.all(asked);
    const next = ask('d');
    await Promise.resolve();
    expect(store.sizes).toEqual([1, 1, 3, 1]);
    expect(rests).toEqual([]);
    await store.open();
    await next;
  });

  it('rest for what is left when an earlier timer rings that a full enough transaction did not wait for', async () => {
    const timer = Promise.withResolvers<undefined>();
    const { store, ask, rests, pass, fill } = open('gathered', timer.promise);
    const first = [...(await fill()), ...['a', 'b', 'c'].map((orderId) => ask(orderId))];
    await store.open();
    await Promise.all(first);
    const many = Array.from({ length: 15 }, (_, index) => ask(`order-${String(index)}`));
    await Promise.resolve();
    pass(20);
    many.push(ask('order-15'));
    await Promise.resolve();
    expect(store.sizes).toEqual([1, 1, 3, 16]);
    await store.open();
    await Promise.all(many);
    pass(10);
    const late = ask('late');
    await Promise.resolve();
    timer.resolve(undefined);
    await store.open();
    await late;
    expect(store.sizes).toEqual([1, 1, 3, 16, 1]);
    expect(rests).toEqual([60, 50]);
  });

  it('are not kept by another of their key that waited too long', async () => {
    const timer = Promise.withResolvers<undefined>();
    const { store, ask, pass, fill } = open('gathered', timer.promise);
    const first = [...(await fill()), ...['a', 'b', 'c'].map((orderId) => ask(orderId))];
    await store.open();
    await Promise.all(first);
    const old = ask('d', { ...key('k'), remember });
    await Promise.resolve();
    pass(50);
    const young = ask('d', { ...key('k'), remember });
    await Promise.resolve();
    pass(4_990);
    timer.resolve(undefined);
    await expect(old).rejects.toThrow(StoreUnavailable);
    expect(store.sizes).toEqual([1, 1, 3, 1]);
    await store.open();
    expect(await young).toMatchObject({ kind: 'done' });
  });

  it('tell once of the jobs that they leave', async () => {
    const { store, ask, told, fill } = open();
    const handle: UnitRequest<unknown>['handle'] = (unit) => {
      unit.job({ kind: 'capture', key: 'order', payload: {} });
    };
    const asked = [...(await fill()), ask('a', { handle }), ask('b', { handle })];
    await store.open();
    await Promise.all(asked);
    expect(told).toEqual(['jobs']);
  });
});

describe('A unit that fails', () => {
  const failing = {
    handle: () => {
      throw new Error('no luck');
    },
  };

  it('loses its own changes and leaves the others alone', async () => {
    const { store, ask, fill } = open();
    const asked = [...(await fill()), ask('a'), ask('b', failing), ask('c')];
    await store.open();
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(store.sizes).toEqual([1, 1, 3]);
    expect(await store.readHead('till-b')).toBeUndefined();
  });

  it('does not remember an answer', async () => {
    const { store, ask } = open();
    const failed = ask('a', { ...key('k'), remember, ...failing });
    await store.open();
    await expect(failed).rejects.toThrow('no luck');
    const again = ask('a', { ...key('k'), remember });
    await store.open();
    expect(await again).toMatchObject({ kind: 'done' });
  });

  it('does not finish its job, while the job of another is finished', async () => {
    const { store, ask, fill } = open();
    const handle: UnitRequest<unknown>['handle'] = (unit) => {
      for (const name of ['a', 'b']) unit.job({ kind: 'capture', key: name, payload: {} });
    };
    const left = ask('x', { handle });
    await store.open();
    await left;
    const claim = { kinds: ['capture'], limit: 2, leaseMs: 60_000, token: 'mine' };
    const [one, two] = (await store.claimJobs(claim)).map(({ id }) => ({ kind: 'job', id, token: 'mine' }) as const);
    const asked = [...(await fill()), ask('a', { lease: one!, ...failing }), ask('b', { lease: two! })];
    await store.open();
    expect((await Promise.allSettled(asked)).map(({ status }) => status).slice(2)).toEqual(['rejected', 'fulfilled']);
    const holds = ask('c', { lease: one!, handle: () => 'held' });
    const lost = ask('c', { lease: two!, handle: () => 'held' });
    await store.open();
    expect(await Promise.all([holds, lost])).toEqual([{ kind: 'done', answer: 'held' }, { kind: 'leaseLost' }]);
  });
});

describe('A deadline', () => {
  const errandOf = { reads: [change(errand, 'e')] };
  const walk =
    (status: string): UnitRequest<unknown>['handle'] =>
    (unit) => {
      unit.step({ process: errand, key: 'e', input: 'Go', next: { status }, send: [], patienceMs: 0 });
    };

  it('is not heard when a unit before it in the same transaction has set another', async () => {
    const { store, ask, fill } = open();
    const set = ask('x', { ...errandOf, handle: walk('Walking') });
    await store.open();
    await set;
    await store.claimDeadlines({ categories: ['errand'], limit: 1, leaseMs: 60_000, token: 'mine' });
    const lease = { kind: 'deadline', id: 'errand-e', token: 'mine' } as const;
    const company = await fill();
    const moved = ask('e', { ...errandOf, handle: walk('Waiting') });
    const late = ask('e', { ...errandOf, lease, handle: () => 'heard' });
    await store.open();
    await Promise.all(company);
    expect(await Promise.all([moved, late])).toMatchObject([{ kind: 'done' }, { kind: 'leaseLost' }]);
    expect(await store.readDeadline('errand-e')).toMatchObject({ status: 'Waiting' });
  });
});

describe('Effects that the database refuses together', () => {
  it('are written one by one, so that the culprit stands alone', async () => {
    const { store, ask, fill } = open();
    const refused = new EffectsRefused('never');
    store.refuse = ({ facts }) => (facts.some(({ streamId }) => streamId === 'till-b') ? refused : undefined);
    const asked = [...(await fill()), ask('a'), ask('b'), ask('c')];
    await store.open();
    const settled = await Promise.allSettled(asked);
    expect(settled.map((result) => (result.status === 'rejected' ? (result.reason as unknown) : 'done'))).toEqual([
      'done',
      'done',
      'done',
      refused,
      'done',
    ]);
    expect(store.sizes).toEqual([1, 1, 3, 1, 1, 1]);
  });

  it('are tried apart as well when the database gave them up for a lock that one of them waits for', async () => {
    const { store, ask, fill } = open();
    let refusals = 0;
    store.refuse = ({ facts }) =>
      facts.length > 1 && (refusals += 1) === 1
        ? new StoreUnavailable('lock timeout', { rolledBack: true })
        : undefined;
    const asked = [...(await fill()), ask('a'), ask('b')];
    await store.open();
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
    expect(store.sizes).toEqual([1, 1, 2, 1, 1]);
  });

  it('are not tried again while nothing is known: every caller hears that the store is away', async () => {
    const { store, ask, fill } = open();
    store.refuse = () => new StoreUnavailable('gone');
    const asked = Promise.allSettled([...(await fill()), ask('a'), ask('b')]);
    await store.open();
    expect((await asked).every(({ status }) => status === 'rejected')).toBe(true);
    expect(store.sizes).toEqual([1, 1, 2]);
  });
});

describe('A unit whose turn does not come', () => {
  it('is refused at once when a thousand wait already', async () => {
    const { store, ask, fill } = open();
    const asked = [...(await fill()), ...Array.from({ length: 1_000 }, (_, index) => ask(`order-${String(index)}`))];
    await expect(ask('one-more')).rejects.toThrow(StoreUnavailable);
    await store.open();
    expect(new Set((await Promise.all(asked)).map(({ kind }) => kind))).toEqual(new Set(['done']));
  });

  it('is given up after five seconds, before anything is done for it', async () => {
    const { store, ask, pass, fill } = open();
    const first = await fill();
    const late = ask('a');
    pass(5_001);
    const young = ask('b');
    const given = expect(late).rejects.toThrow(/turn/u);
    await store.open();
    await given;
    expect((await Promise.all([...first, young])).map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(await store.readHead('till-a')).toBeUndefined();
  });
});
