import type { Violation } from '../invariants.ts';
import type { LogReading } from '../log-reading.ts';
import { orderOf } from './messages.ts';

/** A dead letter, and what else the database knows of its message. */
export interface LetterReading {
  readonly service: string;
  readonly id: string;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly code: string;
  /** How many dead letters of this consumer have this place. */
  readonly copies: number;
  /** What has become of it: handled after all, it may have had effects. */
  readonly status: 'open' | 'held' | 'handled' | 'discarded';
  /** Held messages that it is being sent again as. */
  readonly held: number;
  /** Whether its consumer's inbox knows its message: nobody else will bring it. */
  readonly isClaimed: boolean;
  /** The copy for the dead-letter topic is in the outbox. */
  readonly isSent: boolean;
  /** Facts and transitions that the same message caused in the same service. */
  readonly effects: number;
}

/** A message that waits for another attempt. */
export interface HeldReading {
  readonly service: string;
  readonly consumer: string;
  readonly messageId: string;
  readonly key: string;
  readonly isClaimed: boolean;
  readonly effects: number;
  /** Dead letters of the same message that are not being sent again. */
  readonly letters: number;
}

/** I11: a held message is claimed, had no effect yet, and is no dead letter at the same time. */
export const judgeHeld = (held: readonly HeldReading[]): readonly Violation[] =>
  held.flatMap(({ consumer, messageId, key, isClaimed, effects, letters }) => {
    const wrong = (expected: string, found: string): Violation => ({
      invariant: 'I11',
      ...orderOf(key),
      subject: `message ${messageId} held by ${consumer}`,
      expected,
      found,
    });
    return [
      ...(isClaimed ? [] : [wrong('an inbox row, so that it comes only once', 'none')]),
      ...(effects === 0 ? [] : [wrong('no effect yet', `${effects} facts or transitions`)]),
      ...(letters === 0 ? [] : [wrong('held or a dead letter, not both', `${letters} dead letters`)]),
    ];
  });

/**
 * I11: a dead letter names a record that there is, is the only one of it, is told to its topic, comes by no other way, and
 * had no effect unless it was handled when it was sent again.
 */
export const judgeLetters = (letters: readonly LetterReading[], log: LogReading | undefined): readonly Violation[] =>
  letters.flatMap((letter) => {
    const { consumer, topic, partition, offset, key, copies, isSent, isClaimed, status, held, effects } = letter;
    const expectedHeld = status === 'held' ? 1 : 0;
    const place = `${topic}/${partition}/${offset}`;
    const wrong = (expected: string, found: string): Violation => ({
      invariant: 'I11',
      ...orderOf(key),
      subject: `dead letter of ${consumer} at ${place}`,
      expected,
      found,
    });
    const bounds = log?.bounds.get(`${topic}/${partition}`);
    return [
      ...(copies === 1 ? [] : [wrong('one dead letter of a record', String(copies))]),
      ...(isSent ? [] : [wrong('a copy for the dead-letter topic', 'none in the outbox')]),
      ...(isClaimed ? [] : [wrong('an inbox row, so that it comes only once', 'none')]),
      ...(held === expectedHeld ? [] : [wrong(`${status}, so held ${expectedHeld} times`, `held ${held} times`)]),
      ...(effects === 0 || status === 'handled'
        ? []
        : [wrong('no effect of what could not be handled', `${effects} facts or transitions`)]),
      ...(log === undefined || (bounds !== undefined && offset < bounds.end) ? [] : [wrong('a record there', 'none')]),
    ];
  });
