import type { Cause } from '@tidemark/kernel';
import { StoreUnavailable } from './errors.ts';
import type { Handler } from './handler.ts';
import { HANDLING_BUDGET_MS, readsOf } from './handler.ts';
import type { HeldOutcome, HeldRun } from './held-run.ts';
import { HeldRuns } from './held-run.ts';
import type { Failure, HeldRow, HoldPolicy, ReceivedRecord } from './holding.ts';
import { DEFAULT_HOLD_POLICY, failureOf, nextAttemptMs, storableRecord } from './holding.ts';
import type { JobTaker } from './job-handover.ts';
import { JobHandover } from './job-handover.ts';
import type { Executed, UnitRequest } from './joined-units.ts';
import { JoinedUnits } from './joined-units.ts';
import { planOf, stage } from './planning.ts';
import type { Effects, Store } from './store.ts';
import { NO_EFFECTS } from './store.ts';
import type { UnitTools } from './unit.ts';
import { Unit } from './unit.ts';

/** One message in hand. */
export interface Incoming<Input> {
  readonly input: Input;
  readonly cause: Cause;
  /** What the inbox knows it by: the message id, or its place on the topic. */
  readonly id: string;
  /** Those of one lane are handled in order, so a failing one holds up those behind it, and nothing else. */
  readonly lane: string;
  /** What is kept of it when it cannot be handled now. */
  readonly record: ReceivedRecord;
}

export type Outcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'duplicate' }
  /** Its handler threw, or the database refuses what it does: it waits as a row for its next attempt. */
  | { readonly kind: 'held'; readonly error: unknown }
  /** It waits as a row behind another of its lane. */
  | { readonly kind: 'behind' }
  /** The chunk had used up its time; nothing is wrong with the message. */
  | { readonly kind: 'deferred' };

/** What a handler would do. */
export type Rehearsal =
  { readonly kind: 'handled'; readonly effects: Effects } | { readonly kind: 'failed'; readonly failure: Failure };

/** Ends a rehearsal's transaction before anything is written. */
class Rehearsed extends Error {
  readonly effects: Effects;

  constructor(effects: Effects) {
    super('The rehearsal is over.');
    this.effects = effects;
  }
}

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
  readonly #policy: HoldPolicy;
  /** Apart: a burst of what comes in must not hold up what is on its way. */
  readonly #cameIn: JoinedUnits;
  readonly #onTheirWay: JoinedUnits;
  readonly #heldRuns: HeldRuns;
  readonly #handover: JobHandover;

  constructor(store: Store, tools: UnitTools, policy: HoldPolicy = DEFAULT_HOLD_POLICY) {
    this.store = store;
    this.#tools = tools;
    this.#policy = policy;
    this.#handover = new JobHandover(store);
    this.#cameIn = new JoinedUnits(this.#handover, tools, 'gathered');
    this.#onTheirWay = new JoinedUnits(this.#handover, tools, 'prompt');
    this.#heldRuns = new HeldRuns(this.#handover, tools, policy);
  }

  /** Offers every job to this worker as it is written, so that it need not wait for a poll. */
  handJobsTo(taker: JobTaker): void {
    this.#handover.to(taker);
  }

  /**
   * Tells what the units of each transaction here have changed, after its commit and before their callers go on. Not what
   * others write, what became durable without our knowing, or that a message was held because the database refused it.
   */
  onCommit(listener: (effects: Effects) => void): void {
    this.#handover.tell(listener);
  }

  /**
   * Runs a handler over a chunk and makes all effects durable together. Outcomes stand in the order of the messages.
   *
   * A message whose handler throws becomes a held row in the same transaction, and so do those behind it in its lane;
   * all others go on. When the database refuses the chunk, it runs again one message per transaction, so that the
   * culprit stands alone, and is held. Fails with `StoreUnavailable` when nothing is known; the same chunk may then be
   * run again.
   */
  async run<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    try {
      return await this.#runTogether(handler, chunk);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const [only] = chunk;
      if (only !== undefined && chunk.length === 1) return [await this.hold(handler.name, only, error)];
      return this.#runApart(handler, chunk);
    }
  }

  /**
   * Keeps a message that could not be handled, unless it was kept, or handled, before. Fails with `EffectsRefused` when
   * the database will not even do that: there is nothing left to try but the same again.
   */
  hold(consumer: string, incoming: Incoming<unknown>, error: unknown): Promise<Outcome> {
    const inbox = { consumer, ids: [incoming.id] };
    return this.store.transact<Outcome>({ heads: [], rows: [], inbox }, ({ fresh }) => {
      if (!fresh.has(incoming.id)) return { effects: NO_EFFECTS, result: { kind: 'duplicate' } };
      const held = [this.#heldRow(consumer, incoming, failureOf(error))];
      return { effects: { ...NO_EFFECTS, held }, result: { kind: 'held', error } };
    });
  }

  /** Takes up held messages again, under the lease they were claimed with; past the inbox, which knows them already. */
  runHeld<Input>(run: HeldRun<Input>): Promise<readonly HeldOutcome[]> {
    return this.#heldRuns.run(run);
  }

  /**
   * What a handler would do about a message now: decided under the locks it would take, and then undone. Claims nothing and
   * writes nothing; what only the database would refuse does not show.
   */
  async rehearse<Input>(handler: Handler<Input>, input: Input, cause: Cause): Promise<Rehearsal> {
    const reads = readsOf(handler, input);
    try {
      return await this.store.transact(planOf(reads), (loaded) => {
        const staging = stage(reads, loaded);
        handler.handle(input, new Unit(staging, cause, this.#tools));
        throw new Rehearsed(staging.effects({}));
      });
    } catch (error) {
      if (error instanceof Rehearsed) return { kind: 'handled', effects: error.effects };
      if (error instanceof StoreUnavailable) throw error;
      return { kind: 'failed', failure: failureOf(error) };
    }
  }

  /**
   * Runs one unit for a caller, together with others that ask at the same time: gathered, or promptly when it has a lease,
   * which is work on its way. What `handle` throws ends the unit, writes nothing of it, and reaches the caller.
   */
  execute<Answer>(request: UnitRequest<Answer>): Promise<Executed<Answer>> {
    return (request.lease ? this.#onTheirWay : this.#cameIn).execute(request);
  }

  async #runTogether<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    const reads = chunk.flatMap(({ input }) => readsOf(handler, input));
    const inbox = {
      consumer: handler.name,
      ids: chunk.map(({ id }) => id),
      lanes: [...new Set(chunk.map(({ lane }) => lane))],
    };
    return this.#handover.transact({ ...planOf(reads), inbox }, (loaded) => {
      const staging = stage(reads, loaded);
      const unclaimed = new Set(loaded.fresh);
      const heldLanes = new Set(loaded.heldLanes);
      const held: HeldRow[] = [];
      const endsAt = this.#tools.monotonicMs() + HANDLING_BUDGET_MS;
      const result = chunk.map((incoming, index): Outcome => {
        if (index > 0 && this.#tools.monotonicMs() > endsAt) return { kind: 'deferred' };
        // From here on it is consumed, whatever becomes of it.
        if (!unclaimed.delete(incoming.id)) return { kind: 'duplicate' };
        if (heldLanes.has(incoming.lane)) {
          held.push(this.#heldRow(handler.name, incoming));
          return { kind: 'behind' };
        }
        const layer = staging.layer();
        try {
          handler.handle(incoming.input, new Unit(layer, incoming.cause, this.#tools));
        } catch (error) {
          heldLanes.add(incoming.lane);
          held.push(this.#heldRow(handler.name, incoming, failureOf(error)));
          return { kind: 'held', error };
        }
        layer.merge();
        return { kind: 'handled' };
      });
      return { effects: staging.effects({ released: [...unclaimed], held }), result };
    });
  }

  /** Each in a transaction of its own, some lanes at a time. */
  async #runApart<Input>(handler: Handler<Input>, chunk: readonly Incoming<Input>[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const lanes = Map.groupBy(chunk.entries(), ([, { lane }]) => lane).values();
    const runner = async (): Promise<void> => {
      for (const lane of lanes) {
        for (const [index, incoming] of lane) {
          const [outcome] = await this.run(handler, [incoming]);
          if (outcome !== undefined) outcomes[index] = outcome;
        }
      }
    };
    await Promise.all(Array.from({ length: APART_AT_ONCE }, runner));
    return outcomes;
  }

  /** Without a failure it waits behind another. */
  #heldRow(consumer: string, { id, lane, record }: Incoming<unknown>, failure?: Failure): HeldRow {
    return {
      id: this.#tools.newId(),
      consumer,
      lane,
      messageId: id,
      record: storableRecord(record),
      attempts: failure ? 1 : 0,
      failure,
      afterMs: failure ? (nextAttemptMs(1, this.#policy) ?? 0) : 0,
    };
  }
}

const APART_AT_ONCE = 4;
