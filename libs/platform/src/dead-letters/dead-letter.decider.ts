import type { Decider, Decision } from '@tidemark/kernel';
import { accept, reject } from '@tidemark/kernel';

/** Open: somebody must decide. Held: it was sent again and is being tried. Handled and discarded are ends. */
export type DeadLetterStatus = 'open' | 'held' | 'handled' | 'discarded';

/** A row of `dead_letter`. Bytes are as Postgres writes them: `\x` and hexadecimal digits. */
export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly messageId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
  readonly attempts: number;
  readonly code: string;
  readonly cause: string;
  readonly stack: string;
  readonly at: string;
  readonly status: DeadLetterStatus;
  /** What is sent again in place of the value, which stays what it was. */
  readonly editedValue: string | null;
  readonly changedAt: string | null;
}

export type DeadLetterCommand =
  | { readonly type: 'EditDeadLetter'; readonly id: string; readonly value: string; readonly at: string }
  | { readonly type: 'RedriveDeadLetter'; readonly id: string; readonly at: string }
  | { readonly type: 'DiscardDeadLetter'; readonly id: string; readonly at: string };

export type DeadLetterFact =
  | { readonly type: 'DeadLetterEdited'; readonly value: string; readonly at: string }
  | { readonly type: 'DeadLetterRedriven'; readonly at: string }
  | { readonly type: 'DeadLetterDiscarded'; readonly at: string };

export type DeadLetterRejection =
  | { readonly code: 'DEAD_LETTER_UNKNOWN' }
  | { readonly code: 'DEAD_LETTER_NOT_OPEN'; readonly status: DeadLetterStatus };

const UNKNOWN: DeadLetter = {
  ...{ id: '', consumer: '', messageId: '', topic: '', partition: 0, offset: 0, key: null, value: null, headers: {} },
  ...{ timestampMs: 0, attempts: 0, code: '', cause: '', stack: '', at: '', editedValue: null, changedAt: null },
  status: 'open',
};

const decide = (
  command: DeadLetterCommand,
  { id, status }: DeadLetter,
): Decision<DeadLetterFact, DeadLetterRejection> => {
  if (id === '') return reject({ code: 'DEAD_LETTER_UNKNOWN' });
  if (status !== 'open') return reject({ code: 'DEAD_LETTER_NOT_OPEN', status });
  const { at } = command;
  switch (command.type) {
    case 'EditDeadLetter':
      return accept({ type: 'DeadLetterEdited', value: command.value, at });
    case 'RedriveDeadLetter':
      return accept({ type: 'DeadLetterRedriven', at });
    case 'DiscardDeadLetter':
      return accept({ type: 'DeadLetterDiscarded', at });
  }
};

const evolve = (letter: DeadLetter, fact: DeadLetterFact): DeadLetter => {
  const changedAt = fact.at;
  switch (fact.type) {
    case 'DeadLetterEdited':
      return { ...letter, editedValue: fact.value, changedAt };
    case 'DeadLetterRedriven':
      return { ...letter, status: 'held', changedAt };
    case 'DeadLetterDiscarded':
      return { ...letter, status: 'discarded', changedAt };
  }
};

/** What operators may do to a dead letter: only while it is open, so that it is never handled twice. */
export const deadLetterDecider: Decider<DeadLetterCommand, DeadLetter, DeadLetterFact, DeadLetterRejection> = {
  initial: UNKNOWN,
  decide,
  evolve,
};
