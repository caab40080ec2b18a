import type { MessageCodec } from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import type { Unit } from '@tidemark/event-store';
import { change } from '@tidemark/event-store';
import { laneOf } from '@tidemark/messaging';
import type { Answer, CommandUnit } from '../http/commands.ts';
import { refused } from '../http/commands.ts';
import type { OperatorRequest } from '../http/operator.ts';
import { platformProblem, ProblemError } from '../http/problem.ts';
import { newId } from '../identifiers.ts';
import { hexOf, recordOf } from './bytes.ts';
import type { DeadLetter, DeadLetterCommand, DeadLetterRejection } from './dead-letter.decider.ts';
import { problemOf } from './dead-letters.refusals.ts';
import type { EditRequest } from './dead-letters.requests.ts';
import { deadLetters, deadLetterSource, operatorActions } from './dead-letters.tables.ts';

/** What an operator asks for, before it is known of which letter. */
type Action = { readonly type: 'EditDeadLetter'; readonly value: string } | { readonly type: Plain };
type Plain = 'RedriveDeadLetter' | 'DiscardDeadLetter';

/** Keeps an edited copy beside the original; the next redrive sends it. */
export const edit = (id: string, request: EditRequest, codec: Pick<MessageCodec, 'encode'>): CommandUnit =>
  one(id, { type: 'EditDeadLetter', value: hexOf(editedBytes(request, codec)) }, request);

/** Turns the letter back into a held message of its consumer, past the inbox and never through Kafka. */
export const redrive = (id: string, request: OperatorRequest): CommandUnit =>
  one(id, { type: 'RedriveDeadLetter' }, request);

export const discard = (id: string, request: OperatorRequest): CommandUnit =>
  one(id, { type: 'DiscardDeadLetter' }, request);

/** The same for many, at a rate; one that is no longer open is left out and counted. */
export const many = (
  ids: readonly string[],
  type: Plain,
  request: OperatorRequest,
  perSecond = Number.POSITIVE_INFINITY,
): CommandUnit => ({
  reads: ids.map((id) => change(deadLetterSource, id)),
  handle: (unit) => {
    let done = 0;
    for (const id of ids) {
      if (act(unit, id, { type }, request, (done * 1_000) / perSecond) === undefined) done += 1;
    }
    return { status: 202, body: { asked: ids.length, done, leftOut: ids.length - done } };
  },
});

const one = (id: string, action: Action, request: OperatorRequest): CommandUnit => ({
  reads: [change(deadLetterSource, id)],
  handle: (unit): Answer => {
    const rejection = act(unit, id, action, request, 0);
    if (rejection !== undefined) return refused(problemOf(rejection), { forget: true });
    const { status } = unit.state(deadLetterSource, id);
    return { status: 202, headers: { location: `/operations/dead-letters/${id}` }, body: { id, status } };
  },
});

/** Decides, and records who did it and why, a refusal too. */
const act = (
  unit: Unit,
  id: string,
  action: Action,
  { actor, reason }: OperatorRequest,
  afterMs: number,
): DeadLetterRejection | undefined => {
  const command: DeadLetterCommand = { ...action, id, at: unit.now };
  const decision = unit.decide(deadLetters, command);
  const rejection = decision.kind === 'rejected' ? decision.rejection : undefined;
  if (rejection?.code !== 'DEAD_LETTER_UNKNOWN') {
    const result = rejection?.code ?? 'done';
    const { type } = action;
    unit.write(operatorActions, { id: newId(), deadLetterId: id, action: type, actor, reason, result, at: unit.now });
  }
  if (rejection === undefined && action.type === 'RedriveDeadLetter') {
    unit.hold(heldAgain(unit.state(deadLetterSource, id), afterMs));
  }
  return rejection;
};

const heldAgain = (letter: DeadLetter, afterMs: number): Parameters<Unit['hold']>[0] => {
  const { consumer, messageId, id: deadLetterId } = letter;
  const record = recordOf(letter);
  return { consumer, lane: laneOf(record), messageId, record, attempts: 0, failure: undefined, afterMs, deadLetterId };
};

/** Fails with 400 when the message does not keep its contract. */
const editedBytes = (request: EditRequest, codec: Pick<MessageCodec, 'encode'>): Buffer => {
  if ('base64' in request) return Buffer.from(request.base64, 'base64');
  try {
    return codec.encode(request.message as unknown as Message);
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    throw new ProblemError(
      platformProblem('INPUT_INVALID', `message: ${rule}`, { errors: [{ field: 'message', rule }] }),
    );
  }
};
