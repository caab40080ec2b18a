import type { Deadline, JournalEntry, Store } from '@tidemark/event-store';
import { streamId } from '@tidemark/event-store';
import type { FulfillmentState } from '@tidemark/order-domain';
import { fulfillmentProcess } from './persistence/streams.ts';

export interface FulfillmentReading {
  readonly state: FulfillmentState;
  readonly journal: readonly JournalEntry[];
  readonly deadline: Deadline | undefined;
}

/** All as of one moment, though it is read at three: what came after the state was read is left for the next time. */
export const readFulfillment = async (
  store: Pick<Store, 'readHead' | 'readJournal' | 'readDeadline'>,
  orderId: string,
): Promise<FulfillmentReading | undefined> => {
  const id = streamId(fulfillmentProcess, orderId);
  const head = await store.readHead(id);
  if (head === undefined) return undefined;
  const state = head.snapshot as FulfillmentState;
  const [entries, current] = await Promise.all([store.readJournal(id), store.readDeadline(id)]);
  return {
    state,
    journal: entries.filter(({ version }) => version <= head.version),
    deadline: current?.status === state.status ? current : undefined,
  };
};

/** A fulfillment as everybody may see it. */
export const publicForm = (orderId: string, { state, journal, deadline }: FulfillmentReading): object => ({
  orderId,
  status: state.status,
  outstanding: outstandingIn(state),
  deadlineAt: deadline?.dueAt ?? null,
  overdueSince: deadline?.overdueSince ?? null,
  alarmedAt: deadline?.alarmedAt ?? null,
  journal: journal.map(transitionOf),
});

/** Which undos are not answered yet; none unless the order is being undone. */
export const outstandingIn = (state: FulfillmentState): readonly string[] =>
  state.status === 'Undoing' ? state.outstanding : [];

export const transitionOf = ({ version, fromStatus, toStatus, input, sent, actor, at }: JournalEntry): object => ({
  version,
  from: fromStatus,
  to: toStatus,
  input,
  sent,
  actor,
  at,
});
