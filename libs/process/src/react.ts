import type { Message } from '@tidemark/contracts';
import type { DeadlinePassed, Process, Reaction } from '@tidemark/kernel';
import type { ProcessStored, Read, Unit } from '@tidemark/event-store';
import { change } from '@tidemark/event-store';

/** A process, where it is stored, and how its commands reach the streams of its own service. */
export interface ProcessBinding<State extends { readonly status: string }, Input, Command, Rejection> {
  readonly source: ProcessStored<State>;
  readonly process: Process<State, Input, Message, Command, Rejection>;
  /** Applies a command in the unit of the transition. It must be accepted: a process is never told no. */
  readonly apply: (unit: Unit, command: Command) => void;
  /** What a reaction may change: the process itself and the streams that `apply` commands. */
  readonly alsoReads: (key: string) => readonly Read[];
}

interface Named {
  readonly type: string;
}

/**
 * Moves a process on: its state, one journal row, its messages, its deadline and its commands, all in the unit in hand.
 *
 * An input that does not concern its state changes nothing; a rejection reaches the caller and changes nothing.
 */
export const react = <State extends { readonly status: string }, Input extends Named, Command, Rejection>(
  unit: Unit,
  binding: ProcessBinding<State, Input, Command, Rejection>,
  key: string,
  input: Parameters<Process<State, Input, Message, Command, Rejection>['react']>[1],
): Reaction<State, Message, Command, Rejection> => {
  const { source, process } = binding;
  const before = unit.state(source, key);
  const reaction = process.react(before, input);
  if (reaction.kind === 'moved') {
    unit.step({
      process: source,
      key,
      input: input.type,
      next: reaction.state,
      send: reaction.send,
      patienceMs: process.patienceMs(reaction.state),
    });
    for (const command of reaction.commands) binding.apply(unit, command);
  } else if (isDeadlineOf(before, input)) {
    unit.clearDeadline(source, key);
  }
  return reaction;
};

/** One that names another state says nothing of the deadline that the present state has set. */
const isDeadlineOf = ({ status }: { readonly status: string }, input: Named | DeadlinePassed): boolean =>
  input.type === 'DeadlinePassed' && 'status' in input && input.status === status;

/** The reads of any input to a process. */
export const readsOf = <State extends { readonly status: string }>(
  binding: Pick<ProcessBinding<State, never, never, never>, 'source' | 'alsoReads'>,
  key: string,
): readonly Read[] => [change(binding.source, key), ...binding.alsoReads(key)];
