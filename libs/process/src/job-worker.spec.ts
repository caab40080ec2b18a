import { change } from '@tidemark/event-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { House } from './errand.fixtures.ts';
import { cause, log, openHouse } from './errand.fixtures.ts';
import type { Job } from './job-worker.ts';
import { GivenBack, JobWorker } from './job-worker.ts';

interface Payload {
  readonly amountMinor: number;
}

const LEASE_MS = 30_000;
const NEVER_MS = 3_600_000;

const workers: JobWorker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

/** Calls with `call`, and notes each outcome that was decided. */
const work = (
  house: House,
  call: Job<Payload, string>['call'],
  options: { concurrency?: number; pollMs?: number; room?: () => number } = {},
) => {
  const decided: string[] = [];
  const postponed: number[] = [];
  const capture: Job<Payload, string> = {
    kind: 'capture',
    ...(options.room && { room: options.room }),
    call,
    reads: () => [change(log, 'order-1')],
    handle: (answer) => decided.push(answer),
  };
  const worker = new JobWorker({
    unitOfWork: house.unitOfWork,
    jobs: [capture],
    newToken: house.newId,
    random: () => 1,
    concurrency: options.concurrency ?? 2,
    leaseMs: LEASE_MS,
    pollMs: options.pollMs ?? 5,
    onPostponed: (_job, _error, delayMs) => postponed.push(delayMs),
    onError: (error) => {
      throw error;
    },
  });
  workers.push(worker);
  worker.start();
  return { worker, decided, postponed };
};

const ask = ({ unitOfWork }: House, calls = 1): Promise<unknown> =>
  unitOfWork.execute({
    cause,
    reads: [],
    handle: (unit) => {
      for (let call = 0; call < calls; call += 1) {
        unit.job({ kind: 'capture', key: 'order-1', payload: { amountMinor: 5 } });
      }
    },
  });

const eventually = (expectation: () => void): Promise<void> => vi.waitFor(expectation, { interval: 2 });

describe('A job worker', () => {
  it('decides the outcomes of calls that were begun together in one transaction, and waits for none that failed', async () => {
    const house = openHouse();
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<string>());
    const { store } = house;
    const polls = vi.spyOn(store, 'claimJobs');
    let calls = 0;
    const { decided } = work(house, () => gates[calls++]!.promise, { concurrency: 4, pollMs: NEVER_MS });
    await eventually(() => {
      expect(polls).toHaveBeenCalledOnce();
    });
    await ask(house, 4);
    await eventually(() => {
      expect(calls).toBe(4);
    });
    let transactions = 0;
    const transact = store.transact.bind(store);
    store.transact = (plan, work) => {
      transactions += 1;
      return transact(plan, work);
    };
    for (const [index, { resolve, reject }] of gates.entries()) {
      expect(decided).toEqual([]);
      if (index === 1) reject(new Error('no answer'));
      else resolve('done');
      // No timer rings meanwhile: however slow the machine, the first does not lose its patience.
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    }
    expect(decided).toEqual(['done', 'done', 'done']);
    expect(transactions).toBe(1);
  });

  it('decides, as it stops, the outcomes that wait for a call that has none', async () => {
    const house = openHouse();
    const { promise: silence } = Promise.withResolvers<string>();
    let calls = 0;
    const { decided, worker, postponed } = work(house, () => (++calls === 1 ? Promise.resolve('done') : silence), {
      concurrency: 2,
    });
    await ask(house, 2);
    await eventually(() => {
      expect(calls).toBe(2);
    });
    await worker.stop(0);
    expect(decided).toEqual(['done']);
    expect(postponed).toEqual([0]);
  });

  it('makes the call with its payload, its attempt and its trace, and decides the outcome once', async () => {
    const house = openHouse();
    const { decided } = work(house, ({ amountMinor }, { number, traceparent }) =>
      Promise.resolve(`${amountMinor} in attempt ${number} of ${traceparent}`),
    );
    await ask(house);
    await eventually(() => {
      expect(decided).toEqual([`5 in attempt 1 of ${cause.traceparent}`]);
    });
    house.elapse(LEASE_MS * 2);
    expect(await house.store.claimJobs({ kinds: ['capture'], limit: 1, leaseMs: 1, token: 'x' })).toEqual([]);
  });

  it('puts a call without an outcome back, and makes it again after the backoff', async () => {
    const house = openHouse();
    const { decided, postponed } = work(house, (_payload, { number }) =>
      number < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve(`attempt ${number}`),
    );
    await ask(house);
    await eventually(() => {
      expect(postponed).toEqual([200]);
    });
    house.elapse(199);
    expect(await house.store.claimJobs({ kinds: ['capture'], limit: 1, leaseMs: 1, token: 'x' })).toEqual([]);
    house.elapse(1);
    await eventually(() => {
      expect(postponed).toEqual([200, 400]);
    });
    house.elapse(401);
    await eventually(() => {
      expect(decided).toEqual(['attempt 3']);
    });
  });

  it('begins a call as its job is written, without asking the store for it', async () => {
    const house = openHouse();
    let polls = 0;
    house.store.claimJobs = () => {
      polls += 1;
      return Promise.resolve([]);
    };
    const { decided } = work(house, () => Promise.resolve('done'), { concurrency: 2, pollMs: NEVER_MS });
    await eventually(() => {
      expect(polls).toBe(1);
    });
    await ask(house);
    await eventually(() => {
      expect(decided).toEqual(['done']);
    });
    expect(polls).toBe(1);
  });

  it('has no more calls in flight than it may, and begins the next at once, without waiting for a poll', async () => {
    const house = openHouse();
    const calls: (() => void)[] = [];
    const { decided } = work(
      house,
      () => {
        const { promise, resolve } = Promise.withResolvers<string>();
        calls.push(() => {
          resolve('done');
        });
        return promise;
      },
      { concurrency: 2, pollMs: NEVER_MS },
    );
    for (let job = 0; job < 3; job += 1) await ask(house);
    await eventually(() => {
      expect(calls).toHaveLength(2);
    });
    calls[0]?.();
    await eventually(() => {
      expect(calls).toHaveLength(3);
    });
    for (const answer of calls) answer();
    await eventually(() => {
      expect(decided).toHaveLength(3);
    });
  });

  it('decides nothing when its lease went to another while it called', async () => {
    const house = openHouse();
    const { promise, resolve } = Promise.withResolvers<string>();
    let called = false;
    const slow = work(
      house,
      () => {
        called = true;
        return promise;
      },
      { concurrency: 1 },
    );
    await ask(house);
    await eventually(() => {
      expect(called).toBe(true);
    });
    house.elapse(LEASE_MS + 1);
    const other = { kinds: ['capture'], limit: 1, leaseMs: LEASE_MS, token: 'other' };
    expect(await house.store.claimJobs(other)).toHaveLength(1);
    resolve('too late');
    await slow.worker.stop();
    expect(slow.decided).toEqual([]);
  });

  it('waits for the calls in flight when it is stopped', async () => {
    const house = openHouse();
    const { promise, resolve } = Promise.withResolvers<string>();
    let called = false;
    const { worker, decided } = work(house, () => {
      called = true;
      return promise;
    });
    await ask(house);
    await eventually(() => {
      expect(called).toBe(true);
    });
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    await new Promise((next) => setImmediate(next));
    expect(stopped).toBe(false);
    resolve('just in time');
    await stopping;
    expect(decided).toEqual(['just in time']);
  });

  it('gives back what is not answered in time when it is stopped, so that another need not wait for the lease', async () => {
    const house = openHouse();
    let given: AbortSignal | undefined;
    const { worker, decided, postponed } = work(house, (_payload, { signal }) => {
      given = signal;
      return new Promise(() => undefined);
    });
    await ask(house);
    await eventually(() => {
      expect(given).toBeDefined();
    });
    await worker.stop(1);
    expect(given?.reason).toBeInstanceOf(GivenBack);
    expect(postponed).toEqual([0]);
    const another = work(house, (_payload, { number }) => Promise.resolve(`attempt ${number}, elsewhere`));
    await eventually(() => {
      expect(another.decided).toEqual(['attempt 2, elsewhere']);
    });
    expect(decided).toEqual([]);
  });

  it('gives back what was claimed for it in a transaction that ended after it was stopped', async () => {
    const house = openHouse();
    let calls = 0;
    let polls = 0;
    const claimJobs = house.store.claimJobs.bind(house.store);
    house.store.claimJobs = async (claim) => {
      const claimed = await claimJobs(claim);
      polls += 1;
      return claimed;
    };
    const { worker, postponed } = work(house, () => Promise.resolve(String((calls += 1))), { pollMs: NEVER_MS });
    await eventually(() => {
      expect(polls).toBe(1);
    });
    const transact = house.store.transact.bind(house.store);
    house.store.transact = async (plan, decide) => {
      const result = await transact(plan, decide);
      await worker.stop();
      return result;
    };
    await ask(house);
    await worker.stop();
    expect({ calls, postponed }).toEqual({ calls: 0, postponed: [0] });
    const other = { kinds: ['capture'], limit: 1, leaseMs: LEASE_MS, token: 'other' };
    expect(await house.store.claimJobs(other)).toHaveLength(1);
  });

  it('begins no call that there is no room for elsewhere, uses up no attempt, and goes on as soon as there is', async () => {
    const house = openHouse();
    let room = 0;
    let looks = 0;
    const { decided } = work(house, (_payload, { number }) => Promise.resolve(`attempt ${number}`), {
      room: () => {
        looks += 1;
        return room;
      },
    });
    for (let job = 0; job < 3; job += 1) await ask(house);
    const before = looks;
    await eventually(() => {
      expect(looks).toBeGreaterThan(before + 2);
    });
    expect(decided).toEqual([]);
    room = Number.POSITIVE_INFINITY;
    await eventually(() => {
      expect(decided).toEqual(['attempt 1', 'attempt 1', 'attempt 1']);
    });
  });

  it('begins no more at once than there is room for elsewhere', async () => {
    const house = openHouse();
    let inFlight = 0;
    let most = 0;
    const { decided } = work(
      house,
      async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((next) => setImmediate(next));
        inFlight -= 1;
        return 'done';
      },
      { concurrency: 8, room: () => 1 - inFlight },
    );
    for (let job = 0; job < 5; job += 1) await ask(house);
    await eventually(() => {
      expect(decided).toHaveLength(5);
    });
    expect(most).toBe(1);
  });
});
