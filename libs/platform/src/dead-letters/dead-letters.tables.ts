import type { RowTable, StateStored } from '@tidemark/event-store';
import { aggregateOf } from '@tidemark/event-store';
import type { DeadLetter, DeadLetterFact } from './dead-letter.decider.ts';
import { deadLetterDecider } from './dead-letter.decider.ts';

export const deadLetterTable: RowTable<DeadLetter> = {
  name: 'dead_letter',
  key: 'id',
  properties: [
    ...(['id', 'consumer', 'messageId', 'topic', 'partition', 'offset', 'key', 'value', 'headers'] as const),
    ...(['timestampMs', 'attempts', 'code', 'cause', 'stack', 'at', 'status', 'editedValue', 'changedAt'] as const),
  ],
  times: ['at', 'changedAt'],
  onConflict: 'replace',
};

export const deadLetterSource: StateStored<DeadLetter, DeadLetterFact> = {
  stored: 'row',
  category: 'dead-letter',
  table: deadLetterTable,
  initial: deadLetterDecider.initial,
  evolve: deadLetterDecider.evolve,
  publish: () => [],
};

export const deadLetters = aggregateOf(deadLetterDecider, deadLetterSource, ({ id }) => id);

/** Who did what to which dead letter, when, why, and what came of it. */
export interface OperatorAction {
  readonly id: string;
  readonly deadLetterId: string;
  readonly action: string;
  readonly actor: string;
  readonly reason: string;
  readonly result: string;
  readonly at: string;
}

export const operatorActions: RowTable<OperatorAction> = {
  name: 'operator_action',
  key: 'id',
  properties: ['id', 'deadLetterId', 'action', 'actor', 'reason', 'result', 'at'],
  times: ['at'],
  onConflict: 'keep',
};
