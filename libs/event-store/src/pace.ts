/** What follows a transaction may come this much later for each message in it but one; at 125 messages a second and above. */
const REST_PER_MESSAGE_MS = 8;
const REST_AT_MOST_MS = 25;

/**
 * How long after the beginning of a transaction the next of its kind may begin, in milliseconds.
 *
 * Whoever keeps up with the load would else run a transaction for every message or two, and the price of a transaction is
 * most of the price of a message. After a lone message nothing waits, so that who comes alone is not slower for it.
 */
export const restAfter = (messages: number): number =>
  Math.min(REST_AT_MOST_MS, Math.max(0, messages - 1) * REST_PER_MESSAGE_MS);
