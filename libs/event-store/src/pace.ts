/**
 * How soon the next transaction of a kind is wanted.
 *
 * - `prompt`: at once. What is on its way already: messages, the outcomes of calls, deadlines.
 * - `gathered`: a little later when the one before had several, so that those that come about together go together. Once
 *   they share a transaction they share the messages that follow, and so every transaction on their way: gathering once, where
 *   they come in, spares everybody behind.
 * - `calm`: a good while later when the one before had several. What nobody waits for.
 *
 * After a lone one nobody waits.
 */
export type Pace = 'prompt' | 'gathered' | 'calm';

/** What follows a gathered transaction may come this much later for each in it but one. */
const GATHERED_REST_PER_UNIT_MS = 30;
const GATHERED_REST_AT_MOST_MS = 60;
const CALM_REST_MS = 150;

/** How long after the beginning of a transaction of `count` units or messages the next of its kind may begin, in milliseconds. */
export const restAfter = (count: number, pace: Pace): number => {
  switch (pace) {
    case 'prompt':
      return 0;
    case 'gathered':
      return Math.min(GATHERED_REST_AT_MOST_MS, Math.max(0, count - 1) * GATHERED_REST_PER_UNIT_MS);
    case 'calm':
      return count > 1 ? CALM_REST_MS : 0;
  }
};
