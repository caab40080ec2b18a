import type { Cause } from '@tidemark/kernel';
import { StoreUnavailable } from './errors.ts';
import type { JobHandover } from './job-handover.ts';
import type { Pace } from './pace.ts';
import { restAfter } from './pace.ts';
import { planOf, stage } from './planning.ts';
import type { Read } from './sources.ts';
import type { Staging } from './staging.ts';
import type { Effects, IdempotencyClaim, Lease, Loaded, RememberedAnswer, RequestFound } from './store.ts';
import type { UnitTools } from './unit.ts';
import { Unit } from './unit.ts';

/** A unit of work that somebody waits for: a request, a job's outcome, a deadline. */
export interface UnitRequest<Answer> {
  readonly cause: Cause;
  readonly reads: readonly Read[];
  readonly handle: (unit: Unit) => Answer;
  readonly lease?: Lease;
  readonly idempotency?: IdempotencyClaim;
  /** What to answer when the same key comes again; `undefined` forgets the request, since time may heal its refusal. */
  readonly remember?: (answer: Answer) => RememberedAnswer | undefined;
}

export type Executed<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'replayed'; readonly answer: RememberedAnswer }
  | { readonly kind: 'otherBody' }
  /** Another transaction has this key in hand; its answer is not known yet. */
  | { readonly kind: 'inFlight' }
  | { readonly kind: 'leaseLost' };

/** What became of one unit, before its caller is told. */
type Verdict = Executed<unknown> | { readonly kind: 'failed'; readonly error: unknown };

interface Waiting {
  readonly request: UnitRequest<unknown>;
  readonly since: number;
  readonly resolve: (executed: Executed<never>) => void;
  readonly reject: (error: unknown) => void;
}

/** What the units of a transaction leave beside what they stage. */
interface Remembering {
  readonly answers: Effects['answers'][number][];
  readonly finished: string[];
}

/** One transaction is loading and deciding while the one before it commits; more would only make them smaller. */
const UNDER_WAY_AT_MOST = 2;
const JOINED_AT_MOST = 100;
/** So many end a rest: more would save little, and they may be all that can come, such as one per connection of their sender. */
const ENOUGH_COMPANY = 16;
/** Beyond these, callers are told to come again: an answer that nobody waits for any more is not worth a transaction. */
const WAITING_AT_MOST = 1_000;
const PATIENCE_MS = 5_000;
/** A lock that is held for long must not hold up those who only share the transaction; alone, a unit waits longer. */
const LOCK_PATIENCE_MS = 500;
const APART_AT_ONCE = 4;

/**
 * Runs units for callers that each wait for their own; those that arrive while transactions are under way share the next
 * one, which begins as soon as their pace wants it or enough have come. So the more there is to do, the less each costs.
 *
 * A unit whose handler throws loses its own changes and leaves the others alone. When the database gives up what they do
 * together, for a rule that one breaks or a lock that one waits for, each runs again by itself. When nothing is known,
 * every caller hears so. Group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems" (1984).
 */
export class JoinedUnits {
  readonly #store: JobHandover;
  readonly #tools: UnitTools;
  readonly #pace: Pace;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #nextAt = Number.NEGATIVE_INFINITY;
  #resting = false;

  constructor(store: JobHandover, tools: UnitTools, pace: Pace) {
    this.#store = store;
    this.#tools = tools;
    this.#pace = pace;
  }

  /** Fails with `StoreUnavailable` when too many wait already, or when its turn does not come in time. */
  execute<Answer>(request: UnitRequest<Answer>): Promise<Executed<Answer>> {
    if (this.#waiting.length >= WAITING_AT_MOST) return Promise.reject(new StoreUnavailable('too many units wait'));
    return new Promise((resolve, reject) => {
      const since = this.#tools.monotonicMs();
      this.#waiting.push({ request: request as UnitRequest<unknown>, since, resolve, reject });
      // Not at once: outcomes that waited for each other ask one right after the other, in one run of microtasks.
      queueMicrotask(() => {
        this.#begin();
      });
    });
  }

  #begin(): void {
    while (this.#underWay < UNDER_WAY_AT_MOST && !this.#rests()) {
      const next = this.#takeNext();
      if (next.length === 0) return;
      this.#underWay += 1;
      this.#nextAt = this.#tools.monotonicMs() + restAfter(next.length, this.#pace);
      void this.#run(next).finally(() => {
        this.#underWay -= 1;
        this.#begin();
      });
    }
  }

  /** Whether the next transaction is to begin later, when it will be fuller; one that is full enough need not wait. */
  #rests(): boolean {
    const early = this.#nextAt - this.#tools.monotonicMs();
    if (early < 1 || this.#waiting.length === 0 || this.#waiting.length >= ENOUGH_COMPANY) return false;
    if (!this.#resting) {
      this.#resting = true;
      const until = this.#nextAt;
      void this.#tools.rest(early).then(() => {
        this.#resting = false;
        // A timer may ring early. Where a full transaction has begun meanwhile, there is another moment to wait for.
        if (this.#nextAt === until) this.#nextAt = Number.NEGATIVE_INFINITY;
        this.#begin();
      });
    }
    return true;
  }

  /** Those that came first; of two with one key the second waits, for a transaction cannot refuse its own key. */
  #takeNext(): readonly Waiting[] {
    const keys = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const tooOld = this.#tools.monotonicMs() - PATIENCE_MS;
    for (const waiting of this.#waiting) {
      const key = keyOf(waiting.request);
      if (waiting.since < tooOld) {
        waiting.reject(new StoreUnavailable('its turn did not come in time'));
        continue;
      }
      if (taken.length === JOINED_AT_MOST || (key !== undefined && keys.has(key))) left.push(waiting);
      else taken.push(waiting);
      if (key !== undefined) keys.add(key);
    }
    this.#waiting = left;
    return taken;
  }

  /** Never fails: each caller hears of its own unit. */
  async #run(joined: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#together(joined.map(({ request }) => request));
      for (const [index, { resolve, reject }] of joined.entries()) {
        const verdict = verdicts[index];
        if (verdict === undefined || verdict.kind === 'failed') reject(verdict?.error);
        else resolve(verdict as Executed<never>);
      }
    } catch (error) {
      const isUnknown = error instanceof StoreUnavailable && !error.rolledBack;
      if (joined.length > 1 && !isUnknown) await this.#runApart(joined);
      else for (const { reject } of joined) reject(error);
    }
  }

  /** The culprit stands alone, and keeps nobody else waiting; the others have nothing to do with it. */
  async #runApart(joined: readonly Waiting[]): Promise<void> {
    const left = joined.values();
    const runner = async (): Promise<void> => {
      for (const waiting of left) await this.#run([waiting]);
    };
    await Promise.all(Array.from({ length: APART_AT_ONCE }, runner));
  }

  async #together(requests: readonly UnitRequest<unknown>[]): Promise<readonly Verdict[]> {
    const claimed = requests.flatMap(({ idempotency, reads }) =>
      idempotency ? [{ claim: idempotency, ...planOf(reads) }] : [],
    );
    const plan = {
      ...planOf(requests.flatMap(({ idempotency, reads }) => (idempotency ? [] : reads))),
      ...(requests.length > 1 && { lockPatienceMs: LOCK_PATIENCE_MS }),
      requests: claimed,
      leases: requests.flatMap(({ lease }) => (lease ? [lease] : [])),
    };
    return this.#store.transact<readonly Verdict[]>(plan, (loaded) => {
      const found = new Map(claimed.map(({ claim }, index) => [claim, loaded.requests[index]]));
      const staging = stage(
        requests.flatMap(({ reads }) => reads),
        loaded,
      );
      const remembering: Remembering = { answers: [], finished: [] };
      const result = requests.map(
        (request) =>
          hindranceOf(request, loaded, staging, request.idempotency && found.get(request.idempotency)) ??
          this.#handle(request, staging, remembering),
      );
      return { effects: staging.effects({ released: [], ...remembering }), result };
    });
  }

  #handle(request: UnitRequest<unknown>, staging: Staging, { answers, finished }: Remembering): Verdict {
    const { cause, handle, remember, idempotency, lease } = request;
    const layer = staging.layer();
    try {
      const answer = handle(new Unit(layer, cause, this.#tools));
      const remembered = remember?.(answer);
      layer.merge();
      if (idempotency !== undefined && remembered !== undefined)
        answers.push({ claim: idempotency, answer: remembered });
      if (lease?.kind === 'job') finished.push(lease.id);
      return { kind: 'done', answer };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }
}

/** Why a unit is not to be handled at all. */
const hindranceOf = (
  { lease, idempotency }: UnitRequest<unknown>,
  { leased }: Loaded,
  staging: Staging,
  found: RequestFound | undefined,
): Verdict | undefined => {
  // A unit before it in this transaction may have set or cleared the deadline that it was claimed for.
  if (lease !== undefined && (!leased.has(lease.id) || staging.deadlines.has(lease.id))) return { kind: 'leaseLost' };
  if (found?.kind === 'inFlight') return { kind: 'inFlight' };
  if (found?.kind !== 'answered') return undefined;
  return found.bodyHash === idempotency?.bodyHash ? { kind: 'replayed', answer: found.answer } : { kind: 'otherBody' };
};

const keyOf = ({ idempotency, lease }: UnitRequest<unknown>): string | undefined =>
  idempotency ? `${idempotency.route} ${idempotency.key}` : lease && `${lease.kind} ${lease.id}`;
