import type { Cause } from '@tidemark/kernel';
import { StoreUnavailable } from './errors.ts';
import { planOf, stage } from './planning.ts';
import type { Read } from './sources.ts';
import type { Staging } from './staging.ts';
import type { Effects, IdempotencyClaim, Lease, Loaded, RememberedAnswer, RequestFound, Store } from './store.ts';
import type { UnitTools } from './unit.ts';
import { Unit } from './unit.ts';

/** A unit of one, asked for by a request, a job's outcome or a deadline. */
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

/**
 * Runs units for callers that each wait for their own; those that arrive while transactions are under way share the next
 * one. So nobody waits for company, and the more there is to do, the less each costs.
 *
 * A unit whose handler throws loses its own changes and leaves the others alone. When the database refuses what they
 * wrote together, each runs again by itself. Group commit: DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems" (1984).
 */
export class JoinedUnits {
  readonly #store: Store;
  readonly #tools: UnitTools;
  readonly #onJobsCommitted: () => void;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(store: Store, tools: UnitTools, onJobsCommitted: () => void) {
    this.#store = store;
    this.#tools = tools;
    this.#onJobsCommitted = onJobsCommitted;
  }

  execute<Answer>(request: UnitRequest<Answer>): Promise<Executed<Answer>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: request as UnitRequest<unknown>, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#underWay < UNDER_WAY_AT_MOST && this.#waiting.length > 0) {
      this.#underWay += 1;
      void this.#run(this.#takeNext()).finally(() => {
        this.#underWay -= 1;
        this.#begin();
      });
    }
  }

  /** Those that came first; of two with one key the second waits, for a transaction cannot refuse its own key. */
  #takeNext(): readonly Waiting[] {
    const keys = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const key = keyOf(waiting.request);
      if (taken.length === JOINED_AT_MOST || (key !== undefined && keys.has(key))) left.push(waiting);
      else taken.push(waiting);
      if (key !== undefined) keys.add(key);
    }
    this.#waiting.splice(0, this.#waiting.length, ...left);
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
      if (joined.length > 1 && !(error instanceof StoreUnavailable)) {
        // Refused together: the culprit stands alone, and the others have nothing to do with it.
        for (const waiting of joined) await this.#run([waiting]);
      } else {
        for (const { reject } of joined) reject(error);
      }
    }
  }

  async #together(requests: readonly UnitRequest<unknown>[]): Promise<readonly Verdict[]> {
    const claimed = requests.flatMap(({ idempotency, reads }) =>
      idempotency ? [{ claim: idempotency, ...planOf(reads) }] : [],
    );
    const plan = {
      ...planOf(requests.flatMap(({ idempotency, reads }) => (idempotency ? [] : reads))),
      requests: claimed,
      leases: requests.flatMap(({ lease }) => (lease ? [lease] : [])),
    };
    let leftJobs = false;
    const verdicts = await this.#store.transact<readonly Verdict[]>(plan, (loaded) => {
      const found = new Map(claimed.map(({ claim }, index) => [claim, loaded.requests[index]]));
      const staging = stage(
        requests.flatMap(({ reads }) => reads),
        loaded,
      );
      const remembering: Remembering = { answers: [], finished: [] };
      const result = requests.map(
        (request) =>
          hindranceOf(request, loaded, request.idempotency && found.get(request.idempotency)) ??
          this.#handle(request, staging, remembering),
      );
      leftJobs = staging.jobs.length > 0;
      return { effects: staging.effects({ released: [], ...remembering }), result };
    });
    if (leftJobs) this.#onJobsCommitted();
    return verdicts;
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
  found: RequestFound | undefined,
): Verdict | undefined => {
  if (lease !== undefined && !leased.has(lease.id)) return { kind: 'leaseLost' };
  if (found?.kind === 'inFlight') return { kind: 'inFlight' };
  if (found?.kind !== 'answered') return undefined;
  return found.bodyHash === idempotency?.bodyHash ? { kind: 'replayed', answer: found.answer } : { kind: 'otherBody' };
};

const keyOf = ({ idempotency, lease }: UnitRequest<unknown>): string | undefined =>
  idempotency ? `${idempotency.route} ${idempotency.key}` : lease && `${lease.kind} ${lease.id}`;
