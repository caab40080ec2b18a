import { setMaxListeners } from 'node:events';
import type { ClaimedJob, JobRow, JobTaker, Read, Unit, UnitOfWork } from '@tidemark/event-store';
import type { Backoff } from './backoff.ts';
import { crashPoint } from '@tidemark/event-store';
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts';
import { OutcomeLatch } from './outcome-latch.ts';
import { Worker } from './worker.ts';

/**
 * A call to the outside world that was decided in a transaction and is made after it.
 *
 * It may be made more than once, by any instance, so it carries a key that the other side knows repeats by. Its outcome
 * is decided in a unit of its own, together with the end of the job.
 */
export interface Job<Payload, Answer> {
  readonly kind: string;
  /**
   * How many of these calls may be begun now, where that is bounded by more than the worker; jobs that share a bound share
   * this function. Those that may not be begun stay as they are: due, unclaimed, no attempt used up.
   */
  readonly room?: () => number;
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
export interface AnyJob extends Pick<Job<never, never>, 'kind' | 'room' | 'reads' | 'handle'> {
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
export class JobWorker implements JobTaker {
  readonly #options: JobWorkerOptions;
  readonly #jobs: ReadonlyMap<string, AnyJob>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #worker: Worker;
  readonly #stopping = new AbortController();
  #running = false;
  /** Places kept for jobs that are being written or claimed. */
  #promised = 0;
  /** Jobs are due that there was no room for, as far as is known here. */
  #othersWait = false;

  constructor(options: JobWorkerOptions) {
    this.#options = options;
    this.#jobs = new Map(options.jobs.map((job) => [job.kind, job]));
    this.#worker = new Worker({ round: () => this.#round(), pollMs: options.pollMs, onError: options.onError });
    // One for each call in flight.
    setMaxListeners(0, this.#stopping.signal);
  }

  start(): void {
    if (this.#jobs.size === 0) return;
    this.#running = true;
    this.#options.unitOfWork.handJobsTo(this);
    this.#worker.start();
  }

  /**
   * Begins no more calls. Those in flight may still end for this long; then their jobs are given back, as is what was
   * claimed and not begun, so that another instance need not wait for the leases. Safe to call again.
   */
  async stop(patienceMs = STOP_PATIENCE_MS): Promise<void> {
    this.#running = false;
    const timer = setTimeout(() => {
      this.#stopping.abort(new GivenBack());
    }, patienceMs);
    await this.#worker.stop();
    await Promise.allSettled(this.#inFlight);
    clearTimeout(timer);
  }

  /** Claims what it has room for, unless others wait already: first come, first served. */
  take(jobs: readonly JobRow[]): readonly JobRow[] {
    const { leaseMs, newToken } = this.#options;
    let free = this.#running && !this.#othersWait ? this.#free : 0;
    if (jobs.length === 0 || free <= 0) return jobs;
    const token = newToken();
    return jobs.map((job) => {
      if (free <= 0 || job.delayMs !== undefined || !this.#isOpen(job.kind)) return job;
      free -= 1;
      this.#promised += 1;
      return { ...job, claim: { token, leaseMs } };
    });
  }

  begin(jobs: readonly JobRow[]): void {
    this.letGo(jobs);
    const together = latchOf(jobs.filter(({ claim }) => claim !== undefined));
    for (const { claim, ...job } of jobs) {
      if (claim !== undefined) this.#begin({ ...job, attempt: 1 }, claim.token, together);
      else if (this.#jobs.has(job.kind)) this.#othersWait = true;
    }
    if (this.#othersWait) this.#worker.wake();
  }

  letGo(jobs: readonly JobRow[]): void {
    this.#promised -= jobs.filter(({ claim }) => claim !== undefined).length;
  }

  get #free(): number {
    return this.#options.concurrency - this.#inFlight.size - this.#promised;
  }

  /** Where there is a bound, polling keeps to it: jobs are written by many transactions at once. */
  #isOpen(kind: string): boolean {
    const job = this.#jobs.get(kind);
    return job !== undefined && (job.room?.() ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY;
  }

  async #round(): Promise<boolean> {
    this.#othersWait = false;
    let more = false;
    for (const [room, jobs] of Map.groupBy(this.#jobs.values(), (job) => job.room)) {
      const kinds = jobs.map(({ kind }) => kind);
      more = (await this.#claim(kinds, Math.min(this.#free, room?.() ?? Number.POSITIVE_INFINITY))) || more;
    }
    return more;
  }

  /** True when more may be waiting that there is room for. */
  async #claim(kinds: readonly string[], limit: number): Promise<boolean> {
    if (limit <= 0) {
      this.#othersWait = true;
      return false;
    }
    const { leaseMs, newToken, unitOfWork } = this.#options;
    const token = newToken();
    this.#promised += limit;
    try {
      const claimed = await unitOfWork.store.claimJobs({ kinds, limit, leaseMs, token });
      const together = latchOf(claimed);
      for (const job of claimed) this.#begin(job, token, together);
      this.#othersWait ||= claimed.length === limit;
      return claimed.length === limit;
    } finally {
      this.#promised -= limit;
    }
  }

  #begin(claimed: ClaimedJob, token: string, together: OutcomeLatch): void {
    const running = this.#attempt(claimed, token, together)
      .catch(this.#options.onError)
      .finally(() => {
        this.#inFlight.delete(running);
        if (this.#othersWait) this.#worker.wake();
      });
    this.#inFlight.add(running);
  }

  async #attempt(claimed: ClaimedJob, token: string, together: OutcomeLatch): Promise<void> {
    const { unitOfWork, random, backoff = DEFAULT_BACKOFF, onPostponed } = this.#options;
    const job = this.#jobs.get(claimed.kind);
    if (job === undefined) {
      together.failed();
      return;
    }
    const lease = { kind: 'job', id: claimed.id, token } as const;
    const payload = claimed.payload as never;
    try {
      const answer = (await this.#call(job, claimed).catch((error: unknown) => {
        together.failed();
        throw error;
      })) as never;
      crashPoint('after-call');
      await together.answered();
      await unitOfWork.execute({
        cause: { ...claimed.cause, messageId: claimed.id },
        lease,
        reads: job.reads(answer, payload),
        handle: (unit) => {
          job.handle(answer, payload, unit);
        },
      });
    } catch (error) {
      const delayMs = error instanceof GivenBack ? 0 : backoffMs(claimed.attempt, random(), backoff);
      onPostponed(claimed, error, delayMs);
      await unitOfWork.store.postponeJob(lease, delayMs, String(error));
      this.#worker.wakeIn(delayMs);
    }
  }

  async #call(job: AnyJob, { payload, attempt, cause }: ClaimedJob): Promise<unknown> {
    if (!this.#running) throw new GivenBack();
    return inTime(this.#options.leaseMs * CALL_PART_OF_LEASE, this.#stopping.signal, (signal) =>
      job.call(payload as never, { number: attempt, traceparent: cause.traceparent, signal }),
    );
  }
}

/** The worker stops: the outcome of the call, if it was begun, is unknown, and another instance makes it at once. */
export class GivenBack extends Error {
  readonly code = 'PROCESS.JOB_GIVEN_BACK';

  constructor() {
    super('This instance stops; another makes the call, with the same key.');
    this.name = 'GivenBack';
  }
}

/** The rest is for deciding the outcome. */
const CALL_PART_OF_LEASE = 0.75;
/** How long an outcome may wait for those of the calls that were begun with its own, so that they share a transaction. */
const OUTCOME_PATIENCE_MS = 20;

const latchOf = ({ length }: readonly unknown[]): OutcomeLatch => new OutcomeLatch(length, OUTCOME_PATIENCE_MS);
const STOP_PATIENCE_MS = 4_000;

/**
 * Gives up waiting when the time is over or the worker has stopped for good, whether or not the call heeds its signal.
 * Leaves no timer and no listener behind.
 */
const inTime = async <Answer>(
  ms: number,
  stopping: AbortSignal,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> => {
  const controller = new AbortController();
  const { promise: overtime, reject } = Promise.withResolvers<never>();
  const giveUp = (error: unknown): void => {
    controller.abort(error);
    reject(error);
  };
  const stop = (): void => {
    giveUp(stopping.reason);
  };
  const timer = setTimeout(() => {
    giveUp(new DOMException(`The call was given up after ${ms} ms.`, 'TimeoutError'));
  }, ms);
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([call(controller.signal), overtime]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
};
