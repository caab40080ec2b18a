import type { Kind, MixName } from './mixes.ts';
import { drawBody, drawKind, mixes } from './mixes.ts';
import { exponential, randomOf } from './random.ts';

export interface LoadPlan {
  /** Orders per second, on average. */
  readonly rate: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
  readonly mix: MixName;
  readonly seed: number;
  readonly skuCount: number;
  /** Sets the orders of this run apart from all others: their customer, and the beginning of their keys. */
  readonly runId: string;
}

/** A request that will be sent, whatever becomes of those before it. */
export interface PlannedRequest {
  /** When it is to be sent, counted from the start of the load. */
  readonly atMs: number;
  readonly key: string;
  readonly body: string;
  readonly kind: Kind;
  /** The same request once more. */
  readonly isRepeat: boolean;
}

/** A client that heard nothing asks again within this time. */
const REPEAT_WITHIN_MS = 200;

/**
 * All requests of a run in the order of sending, drawn before the first is sent: a slow shop cannot slow them down.
 * Arrivals are a Poisson process; the same plan gives the same requests.
 */
export const scheduleOf = (plan: LoadPlan): readonly PlannedRequest[] => {
  const random = randomOf(plan.seed);
  const endMs = (plan.warmupSeconds + plan.seconds) * 1_000;
  const requests: PlannedRequest[] = [];
  for (
    let atMs = exponential(random, 1_000 / plan.rate);
    atMs < endMs;
    atMs += exponential(random, 1_000 / plan.rate)
  ) {
    const kind = drawKind(random, plan.mix);
    const body = JSON.stringify(drawBody(random, kind, plan.mix, plan.skuCount, plan.runId));
    const request = { atMs, key: `${plan.runId}-${requests.length}`, body, kind, isRepeat: false };
    requests.push(request);
    if (random() < mixes[plan.mix].repeatShare) {
      requests.push({ ...request, atMs: atMs + random() * REPEAT_WITHIN_MS, isRepeat: true });
    }
  }
  return requests.toSorted((a, b) => a.atMs - b.atMs);
};
