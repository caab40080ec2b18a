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
  /** The copy for the dead-letter topic is in the outbox. */
  readonly isSent: boolean;
  /** Facts and transitions that the same message caused in the same service. */
  readonly effects: number;
}

/** I11: a dead letter names a record that there is, is the only one of it, is told to its topic, and had no effect. */
export const judgeLetters = (letters: readonly LetterReading[], log: LogReading | undefined): readonly Violation[] =>
  letters.flatMap((letter) => {
    const { consumer, topic, partition, offset, key, copies, isSent, effects } = letter;
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
      ...(effects === 0 ? [] : [wrong('no effect of what could not be handled', `${effects} facts or transitions`)]),
      ...(log === undefined || (bounds !== undefined && offset < bounds.end) ? [] : [wrong('a record there', 'none')]),
    ];
  });
