import type { ClaimedJob, Read, Unit, UnitOfWork } from '@tidemark/event-store';
import type { Backoff } from './backoff.ts';
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts';
import { Worker } from './worker.ts';

/**
 * A call to the outside world that was decided in a transaction and is made after it.
 *
 * It may be made more than once, by any instance, so it carries a key that the other side knows repeats by. Its outcome
 * is decided in a unit of its own, together with the end of the job.
 */
export interface Job<Payload, Answer> {
  readonly kind: string;
  /** Makes the call. What it throws means "outcome unknown": the job is put back and the same call made again later. */
  readonly call: (payload: Payload, attempt: JobAttempt) => Promise<Answer>;
  readonly reads: (answer: Answer, payload: Payload) => readonly Read[];
  readonly handle: (answer: Answer, payload: Payload, unit: Unit) => void;
}

export interface JobAttempt {
  readonly number: number;
  readonly traceparent: string;
  /** Aborts before the lease ends: after it, another instance makes the same call. */
  readonly signal: AbortSignal;
}

/** A job whose payload and answer are known only to itself. */
export interface AnyJob extends Pick<Job<never, never>, 'kind' | 'reads' | 'handle'> {
  readonly call: (payload: never, attempt: JobAttempt) => Promise<unknown>;
}

export interface JobWorkerOptions {
  readonly unitOfWork: UnitOfWork;
  readonly jobs: readonly AnyJob[];
  readonly newToken: () => string;
  readonly random: () => number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** Longer than any call may take: after it, another instance repeats the call. */
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly backoff?: Backoff;
  readonly onPostponed: (job: ClaimedJob, error: unknown, delayMs: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Makes the calls that units of work left behind, several at once, each under a lease. */
export class JobWorker {
  readonly #options: JobWorkerOptions;
  readonly #jobs: ReadonlyMap<string, AnyJob>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #worker: Worker;

  constructor(options: JobWorkerOptions) {
    this.#options = options;
    this.#jobs = new Map(options.jobs.map((job) => [job.kind, job]));
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
    options.unitOfWork.onJobsCommitted(() => {
      this.#worker.wake();
    });
  }

  start(): void {
    if (this.#jobs.size > 0) this.#worker.start();
  }

  /** Waits for the calls in flight; their leases would otherwise hold them back for others. */
  async stop(): Promise<void> {
    await this.#worker.stop();
    await Promise.allSettled(this.#inFlight);
  }

  async #round(): Promise<boolean> {
    const { concurrency, leaseMs, newToken, unitOfWork } = this.#options;
    const free = concurrency - this.#inFlight.size;
    if (free <= 0) return false;
    const token = newToken();
    const claimed = await unitOfWork.store.claimJobs({ kinds: [...this.#jobs.keys()], limit: free, leaseMs, token });
    for (const job of claimed) this.#begin(job, token);
    return claimed.length === free;
  }

  #begin(claimed: ClaimedJob, token: string): void {
    const running = this.#attempt(claimed, token)
      .catch(this.#options.onError)
      .finally(() => {
        this.#inFlight.delete(running);
        this.#worker.wake();
      });
    this.#inFlight.add(running);
  }

  async #attempt(claimed: ClaimedJob, token: string): Promise<void> {
    const { unitOfWork, leaseMs, random, backoff = DEFAULT_BACKOFF, onPostponed } = this.#options;
    const job = this.#jobs.get(claimed.kind);
    if (job === undefined) return;
    const lease = { kind: 'job', id: claimed.id, token } as const;
    const payload = claimed.payload as never;
    const { traceparent } = claimed.cause;
    try {
      const signal = AbortSignal.timeout(leaseMs * CALL_PART_OF_LEASE);
      const answer = (await within(
        signal,
        job.call(payload, { number: claimed.attempt, traceparent, signal }),
      )) as never;
      await unitOfWork.execute({
        cause: { ...claimed.cause, messageId: claimed.id },
        lease,
        reads: job.reads(answer, payload),
        handle: (unit) => {
          job.handle(answer, payload, unit);
        },
      });
    } catch (error) {
      const delayMs = backoffMs(claimed.attempt, random(), backoff);
      onPostponed(claimed, error, delayMs);
      await unitOfWork.store.postponeJob(lease, delayMs, String(error));
      this.#worker.wakeIn(delayMs);
    }
  }
}

/** The rest is for deciding the outcome. */
const CALL_PART_OF_LEASE = 0.75;

/** Gives up waiting when the signal aborts, whether or not the call heeds it. */
const within = <Answer>(signal: AbortSignal, call: Promise<Answer>): Promise<Answer> =>
  Promise.race([
    call,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
  ]);
