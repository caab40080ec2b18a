import { setTimeout as sleep } from 'node:timers/promises';
import type { Executed, Read, RememberedAnswer, Unit, UnitOfWork } from '@tidemark/event-store';
import { StoreUnavailable } from '@tidemark/event-store';
import type { PostedRequest } from './posted.ts';
import type { Problem } from './problem.ts';
import { platformProblem, ProblemError } from './problem.ts';

/** What a POST answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Time may heal this refusal: the same key may ask again. */
  readonly forget?: boolean;
}

/** One command's unit of work: what it reads, and how it is answered. */
export interface CommandUnit {
  readonly reads: readonly Read[];
  readonly handle: (unit: Unit) => Answer;
}

/** The answer that says no, remembered like any other unless time may heal it. */
export const refused = (stated: Problem, options: { readonly forget?: boolean } = {}): Answer => ({
  status: stated.status,
  body: stated,
  ...options,
});

const ATTEMPTS = 3;
const PAUSE_MS = 100;

/**
 * Runs a POST once per Idempotency-Key, in one transaction with its effect.
 *
 * The same key and body is answered the same again; another body is refused with 422; a second request while the first
 * is in flight, on whatever instance, with 409. When the database is away the request is tried again a few times, then
 * ends with 503; the key tells whether the first try came through after all. IETF draft "The Idempotency-Key HTTP Header
 * Field".
 */
export class Commands {
  readonly #unitOfWork: UnitOfWork;
  readonly #inFlight = new Set<string>();

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async run({ cause, idempotency }: PostedRequest, unit: CommandUnit): Promise<Answer> {
    const id = `${idempotency.route} ${idempotency.key}`;
    // Asks no database: who repeats without a pause would otherwise take the connections of others.
    if (this.#inFlight.has(id)) throw inFlight();
    this.#inFlight.add(id);
    try {
      const executed = await this.#persistently(() =>
        this.#unitOfWork.execute<Answer>({ cause, idempotency, remember: remembered, ...unit }),
      );
      return answerOf(executed);
    } finally {
      this.#inFlight.delete(id);
    }
  }

  async #persistently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || tries === ATTEMPTS) throw error;
        await sleep(PAUSE_MS * tries);
      }
    }
  }
}

const remembered = ({ status, headers, body, forget }: Answer): RememberedAnswer | undefined =>
  forget === true ? undefined : { status, headers: headers ?? {}, body: body ?? null };

const answerOf = (executed: Executed<Answer>): Answer => {
  switch (executed.kind) {
    case 'done':
      return executed.answer;
    case 'replayed':
      return { ...executed.answer, headers: { ...executed.answer.headers, 'idempotency-replayed': 'true' } };
    case 'otherBody':
      throw new ProblemError(OTHER_BODY);
    case 'inFlight':
      throw inFlight();
    case 'leaseLost':
      throw new Error('A request holds no lease, so it cannot lose one.');
  }
};

const inFlight = (): ProblemError => new ProblemError(IN_FLIGHT, { 'retry-after': '1' });

const IN_FLIGHT = platformProblem(
  'REQUEST_IN_FLIGHT',
  'A request with this Idempotency-Key is being handled; ask again for its answer.',
);

const OTHER_BODY = platformProblem(
  'IDEMPOTENCY_KEY_REUSED',
  'This Idempotency-Key belongs to a request with another body; send a new key for a new intent.',
  { errors: [{ field: 'Idempotency-Key', rule: 'must be a new one for another body' }] },
);
