/**
 * How soon the next transaction of a kind is wanted: promptly where an order waits for it, calmly where none, or hardly ever
 * one, does. A calm one leaves the processors to the prompt ones, and costs less itself, since more comes together in it.
 */
export type Pace = 'prompt' | 'calm';

/** What follows a prompt transaction may come this much later for each message in it but one; at 125 messages a second and above. */
const REST_PER_MESSAGE_MS = 8;
const REST_AT_MOST_MS = 25;
const CALM_REST_MS = 100;

/**
 * How long after the beginning of a transaction the next of its kind may begin, in milliseconds.
 *
 * Whoever keeps up with the load would else run a transaction for every message or two, and the price of a transaction is
 * most of the price of a message. Who comes alone is not slower for it: the first never waits, and at a prompt pace nothing
 * waits after a lone message either.
 */
export const restAfter = (messages: number, pace: Pace = 'prompt'): number => {
  switch (pace) {
    case 'prompt':
      return Math.min(REST_AT_MOST_MS, Math.max(0, messages - 1) * REST_PER_MESSAGE_MS);
    case 'calm':
      return CALM_REST_MS;
  }
};
