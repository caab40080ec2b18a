import type { Cause } from '@tidemark/kernel';
import { StoreUnavailable } from './errors.ts';
import type { Handler } from './handler.ts';
import { HANDLING_BUDGET_MS, readsOf } from './handler.ts';
import type { HeldPostponed, HoldPolicy } from './holding.ts';
import { failureOf, nextAttemptMs } from './holding.ts';
import type { JobHandover } from './job-handover.ts';
import { planOf, stage } from './planning.ts';
import type { Staging } from './staging.ts';
import type { ClaimedHeld, Loaded, Redriven } from './store.ts';
import type { UnitTools } from './unit.ts';
import { Unit } from './unit.ts';

/** Held messages of one consumer to be taken up together. */
export interface HeldRun<Input> {
  readonly handler: Handler<Input>;
  /** Each lane in its own order. */
  readonly messages: readonly HeldMessage<Input>[];
  /** What the first of each lane was claimed with. */
  readonly token: string;
  /** Where the copies of those go that have failed for the last time. */
  readonly deadLetterTopic: string;
}

export interface HeldMessage<Input> {
  readonly input: Input;
  readonly cause: Cause;
  readonly row: ClaimedHeld;
  /** A failure of this one is its last: trying again would change nothing. */
  readonly isHopeless?: boolean;
}

export type HeldOutcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'postponed'; readonly error: unknown; readonly afterMs: number }
  | { readonly kind: 'deadLettered'; readonly error: unknown }
  /** Not tried: it stands behind one that failed, there was no time left, or somebody else has taken it up. */
  | { readonly kind: 'waiting' };

/** What a run leaves beside what its handlers stage. */
interface Remains {
  readonly heldEnded: string[];
  readonly heldPostponed: HeldPostponed[];
  readonly redriven: Redriven[];
}

/**
 * Takes up held messages: each lane in order until one fails, everything in one transaction.
 *
 * The one that fails waits for its next attempt, or becomes a dead letter after the last; then its lane goes on. The
 * first of a lane is worked on only under the lease it was claimed with, so two instances never work on one lane.
 */
export class HeldRuns {
  readonly #store: JobHandover;
  readonly #tools: UnitTools;
  readonly #policy: HoldPolicy;

  constructor(store: JobHandover, tools: UnitTools, policy: HoldPolicy) {
    this.#store = store;
    this.#tools = tools;
    this.#policy = policy;
  }

  /** Outcomes stand in the order of the messages. Fails with `StoreUnavailable`: the leases then run out. */
  async run<Input>(run: HeldRun<Input>): Promise<readonly HeldOutcome[]> {
    try {
      return await this.#together(run);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const outcomes: HeldOutcome[] = [];
      const begun = new Set<string>();
      for (const message of run.messages) {
        // Only the first of a lane has a lease; those behind it are taken up with the next claim.
        const isFirst = !begun.has(message.row.lane);
        begun.add(message.row.lane);
        outcomes.push(isFirst ? await this.#alone({ ...run, messages: [message] }) : WAITING);
      }
      return outcomes;
    }
  }

  /** A refusal of the database is a failure of the message like any other. */
  async #alone<Input>(run: HeldRun<Input>): Promise<HeldOutcome> {
    try {
      const [outcome] = await this.#together(run);
      return outcome ?? WAITING;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const handle = (): never => {
        throw error;
      };
      const [outcome] = await this.#together({ ...run, handler: { ...run.handler, reads: () => [], handle } });
      return outcome ?? WAITING;
    }
  }

  #together<Input>(run: HeldRun<Input>): Promise<readonly HeldOutcome[]> {
    const { handler, messages, token } = run;
    const reads = messages.flatMap(({ input }) => readsOf(handler, input));
    const plan = { ...planOf(reads), held: messages.map(({ row }) => row.id) };
    return this.#store.transact(plan, (loaded) => {
      const staging = stage(reads, loaded);
      const remains: Remains = { heldEnded: [], heldPostponed: [], redriven: [] };
      const lanes = new Lanes(loaded, token);
      const endsAt = this.#tools.monotonicMs() + HANDLING_BUDGET_MS;
      const result = messages.map((message, index): HeldOutcome => {
        const place = lanes.placeOf(message.row);
        if (place === 'out') return WAITING;
        if (index > 0 && this.#tools.monotonicMs() > endsAt) {
          if (place === 'first') {
            const { id, attempts } = message.row;
            remains.heldPostponed.push({ id, attempts, afterMs: 0 });
          }
          lanes.close(message.row);
          return WAITING;
        }
        const outcome = this.#attempt(run, message, staging, remains);
        if (outcome.kind === 'postponed') lanes.close(message.row);
        return outcome;
      });
      return { effects: staging.effects(remains), result };
    });
  }

  #attempt<Input>(run: HeldRun<Input>, message: HeldMessage<Input>, staging: Staging, remains: Remains): HeldOutcome {
    const { input, cause, row } = message;
    const layer = staging.layer();
    try {
      run.handler.handle(input, new Unit(layer, cause, this.#tools));
    } catch (error) {
      return this.#failed(run, message, error, staging, remains);
    }
    layer.merge();
    remains.heldEnded.push(row.id);
    if (row.deadLetterId !== null) remains.redriven.push({ deadLetterId: row.deadLetterId, attempts: row.attempts });
    return { kind: 'handled' };
  }

  #failed<Input>(
    run: HeldRun<Input>,
    { cause, row, isHopeless = false }: HeldMessage<Input>,
    error: unknown,
    staging: Staging,
    remains: Remains,
  ): HeldOutcome {
    const attempts = row.attempts + 1;
    const failure = failureOf(error);
    const afterMs = isHopeless ? undefined : nextAttemptMs(attempts, this.#policy);
    if (afterMs !== undefined) {
      remains.heldPostponed.push({ id: row.id, attempts, afterMs, failure });
      return { kind: 'postponed', error, afterMs };
    }
    remains.heldEnded.push(row.id);
    if (row.deadLetterId === null) {
      const layer = staging.layer();
      const { consumer, messageId, record } = row;
      const letter = { ...record, ...failure, consumer, messageId, attempts };
      new Unit(layer, cause, this.#tools).deadLetter(letter, run.deadLetterTopic);
      layer.merge();
    } else {
      remains.redriven.push({ deadLetterId: row.deadLetterId, attempts, failure });
    }
    return { kind: 'deadLettered', error };
  }
}

/** Which lanes may go on, and from where. */
class Lanes {
  readonly #loaded: Loaded;
  readonly #token: string;
  readonly #closed = new Set<string>();
  readonly #begun = new Set<string>();

  constructor(loaded: Loaded, token: string) {
    this.#loaded = loaded;
    this.#token = token;
  }

  /** Out: held no longer, behind one that failed, or in a lane whose lease was lost. */
  placeOf({ id, lane }: ClaimedHeld): 'first' | 'behind' | 'out' {
    const token = this.#loaded.held.get(id);
    const isFirst = !this.#begun.has(lane);
    this.#begun.add(lane);
    if (isFirst && token !== this.#token) this.#closed.add(lane);
    if (this.#closed.has(lane) || token === undefined) return 'out';
    return isFirst ? 'first' : 'behind';
  }

  close({ lane }: ClaimedHeld): void {
    this.#closed.add(lane);
  }
}

const WAITING: HeldOutcome = { kind: 'waiting' };
