import type { Cause } from '@tidemark/kernel';
import { StoreUnavailable } from './errors.ts';
import type { JobTaker } from './job-handover.ts';
import { JobHandover } from './job-handover.ts';
import type { Executed, UnitRequest } from './joined-units.ts';
import { JoinedUnits } from './joined-units.ts';
import { planOf, stage } from './planning.ts';
import type { Read } from './sources.ts';
import type { Store } from './store.ts';
import type { UnitTools } from './unit.ts';
import { Unit } from './unit.ts';

/** Handles messages of one kind: declares what each needs, then decides in memory. */
export interface Handler<Input> {
  /** Stable for ever, unlike a Kafka group: the inbox knows the handler by it. */
  readonly name: string;
  readonly reads: (input: Input) => readonly Read[];
  readonly handle: (input: Input, unit: Unit) => void;
}

/** One message in hand. */
export interface Incoming<Input> {
  readonly input: Input;
  readonly cause: Cause;
  /** What the inbox knows it by: the message id, or its place on the topic. */
  readonly id: string;
  /** A failing message blocks those behind it in its lane, and nothing else. */
  readonly lane: string;
}

export type Outcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'blocked' }
  /** The chunk had used up its time; nothing is wrong with the message. */
  | { readonly kind: 'deferred' };

/**
 * The one way a service changes its database: claims, locks in id order, decides in memory, writes everything together.
 *
 * Inbox rows, facts and outbox rows join in one transaction, so a message takes effect exactly once however often it
 * arrives. Pat Helland, "Life beyond Distributed Transactions" (2007); Hohpe and Woolf, Idempotent Receiver;
 * Richardson, "Microservices Patterns", Transactional Outbox.
 */
export class UnitOfWork {
  readonly store: Store;
  readonly #tools: UnitTools;
  /** Those with a lease apart from those with a caller: a burst of the one must not make the other wait. */
  readonly #asked: JoinedUnits;
  readonly #leased: JoinedUnits;
  readonly #handover: JobHandover;

  constructor(store: Store, tools: UnitTools) {
    this.store = store;
    this.#tools = tools;
    this.#handover = new JobHandover(store);
    this.#asked = new JoinedUnits(this.#handover, tools);
    this.#leased = new JoinedUnits(this.#handover, tools);
  }

  /** Offers every job to this worker as it is written, so that it need not wait for a poll. */
  handJobsTo(taker: JobTaker): void {
    this.#handover.to(taker);
  }

  /**
   * Runs a handler over a chunk and makes all effects durable together. Outcomes stand in the order of the messages.
   *
   * When the database refuses the chunk, it runs again one message per transaction, so that the culprit stands alone.
   * Fails with `StoreUnavailable` when nothing is known; the same chunk may then be run again.
   */
  async run<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    try {
      return await this.#runTogether(handler, chunk);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      return chunk.length === 1 ? [{ kind: 'failed', error }] : this.#runApart(handler, chunk);
    }
  }

  /**
   * Runs one unit for a caller, together with others that ask at the same time. What `handle` throws ends the unit, writes
   * nothing of it, and reaches the caller.
   */
  execute<Answer>(request: UnitRequest<Answer>): Promise<Executed<Answer>> {
    return (request.lease ? this.#leased : this.#asked).execute(request);
  }

  async #runTogether<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    const reads = chunk.flatMap(({ input }) => readsOf(handler, input));
    const inbox = { consumer: handler.name, ids: chunk.map(({ id }) => id) };
    return this.#handover.transact({ ...planOf(reads), inbox }, (loaded) => {
      const staging = stage(reads, loaded);
      const unclaimed = new Set(loaded.fresh);
      const blocked = new Set<string>();
      const endsAt = this.#tools.monotonicMs() + HANDLING_BUDGET_MS;
      const result = chunk.map((incoming, index): Outcome => {
        if (index > 0 && this.#tools.monotonicMs() > endsAt) return { kind: 'deferred' };
        if (!unclaimed.has(incoming.id)) return { kind: 'duplicate' };
        if (blocked.has(incoming.lane)) return { kind: 'blocked' };
        const layer = staging.layer();
        try {
          handler.handle(incoming.input, new Unit(layer, incoming.cause, this.#tools));
        } catch (error) {
          blocked.add(incoming.lane);
          return { kind: 'failed', error };
        }
        layer.merge();
        unclaimed.delete(incoming.id);
        return { kind: 'handled' };
      });
      return { effects: staging.effects({ released: [...unclaimed], answers: [], finished: [] }), result };
    });
  }

  async #runApart<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const blocked = new Set<string>();
    for (const incoming of chunk) {
      const [outcome] = blocked.has(incoming.lane) ? [BLOCKED] : await this.run(handler, [incoming]);
      if (outcome?.kind === 'failed') blocked.add(incoming.lane);
      outcomes.push(outcome ?? BLOCKED);
    }
    return outcomes;
  }
}

/** Locks are held while handlers run; the rest of a slow chunk gets a transaction of its own. */
const HANDLING_BUDGET_MS = 50;

const BLOCKED: Outcome = { kind: 'blocked' };

/** A handler that cannot even say what it reads fails when its turn comes, not before the others had theirs. */
const readsOf = <Input>(handler: Handler<Input>, input: Input): readonly Read[] => {
  try {
    return handler.reads(input);
  } catch {
    return [];
  }
};
