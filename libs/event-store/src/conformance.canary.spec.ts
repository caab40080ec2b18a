import { describe, expect, it } from 'vitest';
import { memoryStoreUnderTest } from './memory/memory-store.fixtures.ts';
import { MemoryStore } from './memory/memory-store.ts';
import { storePromises } from './store.conformance.ts';
import type { RetentionRule } from './retention.ts';
import type { Alarm, Claim, Effects, Loaded, NewDeadline, Plan, Work } from './store.ts';
import { NO_EFFECTS } from './store.ts';

/** A store with one thing wrong with what it is asked, what it loads, or what it writes. */
const broken = (wrong: {
  readonly plan?: (plan: Plan) => Plan;
  readonly loaded?: (loaded: Loaded, plan: Plan) => Loaded;
  readonly effects?: (effects: Effects) => Effects;
}) =>
  class extends MemoryStore {
    override transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
      return super.transact(wrong.plan?.(plan) ?? plan, (loaded) => {
        const { effects, result } = work(wrong.loaded?.(loaded, plan) ?? loaded);
        return { effects: wrong.effects?.(effects) ?? effects, result };
      });
    }
  };

class Unlocked extends MemoryStore {
  override async transact<Result>(plan: Plan, work: (loaded: Loaded) => Work<Result>): Promise<Result> {
    const loaded = await super.transact(plan, (seen) => ({ effects: NO_EFFECTS, result: seen }));
    return super.transact(plan, () => work(loaded));
  }
}

class Leaseless extends MemoryStore {
  override claimJobs(claim: Claim & { readonly kinds: readonly string[] }) {
    return super.claimJobs({ ...claim, leaseMs: -1 });
  }
}

class Hasty extends MemoryStore {
  override claimDeadlines(claim: Claim & { readonly categories: readonly string[] }) {
    return super.claimDeadlines({ ...claim, leaseMs: -1 });
  }
}

/** Passes the first of a lane while that waits, as a claim by row would. */
class Overtaking extends MemoryStore {
  override claimHeld(claim: Claim & { readonly consumers: readonly string[] }) {
    const claimed = this.held.filter(({ consumer, attempts }) => claim.consumers.includes(consumer) && attempts === 0);
    return Promise.resolve(claimed.map((row) => ({ ...row, deadLetterId: null })));
  }
}

class Careless extends MemoryStore {
  override claimHeld(claim: Claim & { readonly consumers: readonly string[] }) {
    return super.claimHeld({ ...claim, leaseMs: -1 });
  }
}

class Repeating extends MemoryStore {
  readonly #raised: Alarm[] = [];

  override async raiseAlarms(byMs: number, limit: number) {
    this.#raised.push(...(await super.raiseAlarms(byMs, limit)));
    return this.#raised;
  }
}

class Forgetful extends MemoryStore {
  override prune(rule: RetentionRule, limit: number) {
    return super.prune({ ...rule, keepMs: 0 }, limit);
  }
}

const asFirst = (set: NewDeadline | undefined) => set && { set: { ...set, overdue: false } };

const doubles = [
  [
    'forgets the inbox',
    broken({ loaded: (loaded, { inbox }) => ({ ...loaded, fresh: new Set(inbox?.ids) }) }),
    'lets each consumer claim an inbox id once',
  ],
  [
    'keeps released ids',
    broken({ effects: (effects) => ({ ...effects, released: [] }) }),
    'lets a released id be claimed again',
  ],
  [
    'takes rows of any size',
    broken({ effects: (e) => ({ ...e, outbox: e.outbox.map((row) => ({ ...row, payload: new Uint8Array() })) }) }),
    'refuses an outbox row over 512 kB, and leaves nothing of its transaction',
  ],
  [
    'forgets the outbox',
    broken({ effects: (effects) => ({ ...effects, outbox: [] }) }),
    'refuses an outbox row over 512 kB, and leaves nothing of its transaction',
  ],
  [
    'forgets answers',
    broken({ effects: (effects) => ({ ...effects, answers: [] }) }),
    'remembers the answer to a request under its route and key',
  ],
  ['locks no stream', Unlocked, 'never loses one of many concurrent changes of one stream, the first included'],
  [
    'forgets facts',
    broken({ effects: (effects) => ({ ...effects, facts: [] }) }),
    'numbers the facts of a stream without a gap, in the order they were recorded',
  ],
  [
    'believes every snapshot',
    broken({ plan: (plan) => ({ ...plan, heads: plan.heads.map(({ streamId }) => ({ streamId })) }) }),
    'folds a stream anew when its snapshot was made under another definition',
  ],
  [
    'replaces every row',
    broken({
      effects: (e) => ({
        ...e,
        rows: e.rows.map(({ table, row }) => ({ table: { ...table, onConflict: 'replace' }, row })),
      }),
    }),
    'replaces, keeps, or replaces an older row, as the table says',
  ],
  [
    'forgets the journal',
    broken({ effects: (effects) => ({ ...effects, journal: [] }) }),
    'keeps the journal of a process in the order of its versions',
  ],
  ['claims jobs without a lease', Leaseless, 'shares due jobs among concurrent workers, each job to one of them'],
  [
    'never finishes a job',
    broken({ effects: (effects) => ({ ...effects, finished: [] }) }),
    'ends a job with the unit that decides its outcome',
  ],
  [
    'claims deadlines without a lease',
    Hasty,
    'tells of a deadline once it has passed, to one worker, with the state it was set in',
  ],
  [
    'never clears a deadline',
    broken({ effects: (e) => ({ ...e, deadlines: e.deadlines.filter(({ set }) => set !== undefined) }) }),
    'forgets a cleared deadline',
  ],
  [
    'takes each question for a first one',
    broken({
      effects: (e) => ({ ...e, deadlines: e.deadlines.map(({ processId, set }) => ({ processId, ...asFirst(set) })) }),
    }),
    'keeps a process overdue since its first deadline that passed, however often it asks again',
  ],
  ['raises an alarm again and again', Repeating, 'gives each alarm to one of several who ask at the same time'],
  [
    'lets a message pass the one before it',
    Overtaking,
    'lets nobody pass the first of a lane while that is claimed or waits',
  ],
  [
    'gives one lane to many',
    Careless,
    'gives a lane to one of several who ask, and to another when the lease has run out',
  ],
  [
    'never says that a lane is held',
    broken({ loaded: (loaded) => ({ ...loaded, heldLanes: new Set() }) }),
    'tells which lanes of a chunk are held, for its own consumer alone',
  ],
  ['forgets young answers', Forgetful, 'forgets an answer when it is older than its rule, and not before'],
] as const;

describe('The conformance suite of stores', () => {
  it.each(doubles)('catches a store that %s', async (_what, Double, title) => {
    const subject = memoryStoreUnderTest((clock) => new Double(clock));
    const promises = new Map<string, () => Promise<void>>();
    storePromises(
      (named, kept) => promises.set(named, kept),
      () => subject,
    );
    await expect(promises.get(title)?.()).rejects.toThrow();
  });
});
