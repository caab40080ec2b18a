import type { CircuitName } from '@tidemark/platform';
import type { JobAttempt } from '@tidemark/process';
import type { CircuitBreakerPolicy } from 'cockatiel';
import {
  circuitBreaker,
  CircuitState,
  handleAll,
  isBrokenCircuitError,
  SamplingBreaker,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { RetryBudget } from './retry-budget.ts';

/** More than half of at least twenty calls in ten seconds: one card that nobody answers for opens nothing. */
const OPENS_AT = { threshold: 0.5, duration: 10_000, minimumRps: 2 };
const PROBE_AFTER_MS = 2_000;
/** The breaker's clock and ours are not the same. */
const CLOCKS_DIFFER_MS = 50;

/** The provider was not asked, so it has done nothing. Nothing is known to be wrong with the call: make it later. */
export class NotAsked extends Error {
  readonly code = 'PAYMENT.PROVIDER_NOT_ASKED';

  constructor(why: string) {
    super(why);
    this.name = 'NotAsked';
  }
}

export interface ProviderGuardOptions {
  readonly timeoutMs: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Told once at the start, and with each change. */
  readonly onCircuit: (state: CircuitName) => void;
}

/**
 * Stands between the jobs and the provider: a timeout for each call, a budget for repeats, a circuit breaker for all.
 *
 * The jobs are the ones who repeat, so nothing is repeated here; a repeat over the budget is put off as a job is. While the
 * circuit is open, `room` lets the worker begin nothing: jobs stay where they are and use up no attempt. Every two seconds
 * one call probes; its success closes the circuit. Circuit Breaker, from "Release It!" (2007).
 */
export class ProviderGuard {
  readonly #now: () => number;
  readonly #budget: RetryBudget;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #ask: <Answer>(ask: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal) => Promise<Answer>;
  #openedAt = 0;

  constructor({ timeoutMs, now, onCircuit }: ProviderGuardOptions) {
    this.#now = now;
    this.#budget = new RetryBudget(now);
    this.#breaker = circuitBreaker(handleAll.orWhenResult(isInTrouble), {
      breaker: new SamplingBreaker(OPENS_AT),
      halfOpenAfter: PROBE_AFTER_MS,
    });
    // Whoever has answered has nothing left that an abort could end; each would cost an exception.
    const patience = timeout(timeoutMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
    const policy = wrap(this.#breaker, patience);
    this.#ask = (ask, signal) => policy.execute((context) => ask(context.signal), signal);
    this.#breaker.onStateChange((state) => {
      if (state === CircuitState.Open) this.#openedAt = now();
      onCircuit(nameOf(state));
    });
    onCircuit(nameOf(this.#breaker.state));
  }

  /** How many calls may be begun now. */
  readonly room = (): number => {
    switch (this.#breaker.state) {
      case CircuitState.Closed:
        return Number.POSITIVE_INFINITY;
      case CircuitState.Open:
        return this.#now() - this.#openedAt > PROBE_AFTER_MS + CLOCKS_DIFFER_MS ? 1 : 0;
      case CircuitState.HalfOpen:
      case CircuitState.Isolated:
        return 0;
    }
  };

  /** Fails with {@link NotAsked} without asking, or as `ask` does, or when the time is over. */
  async call<Answer extends { readonly status: number }>(
    { number, signal }: Pick<JobAttempt, 'number' | 'signal'>,
    ask: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    if (number === 1) this.#budget.earn();
    else if (!this.#budget.spend()) throw new NotAsked('too many calls are being repeated');
    try {
      return await this.#ask(ask, signal);
    } catch (error) {
      throw isBrokenCircuitError(error) ? new NotAsked('the circuit is open') : error;
    }
  }
}

/** It answered, but not to the question. */
const isInTrouble = (answer: unknown): boolean => {
  const { status } = answer as { readonly status: number };
  return status >= 500 || status === 429;
};

const nameOf = (state: CircuitState): CircuitName => {
  switch (state) {
    case CircuitState.Closed:
      return 'closed';
    case CircuitState.HalfOpen:
      return 'half-open';
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
  }
};
