import type { Message } from '@tidemark/contracts';
import type { AnyFact, Store } from '@tidemark/event-store';
import { streamId } from '@tidemark/event-store';
import type { Versioned, View } from './view.ts';

/** What the topic should have said between two versions of a stream, both excluded, made public from the facts themselves. */
export const missingMessages = async <Row extends Versioned, Heard extends Message, Fact extends AnyFact>(
  { source }: Pick<View<Row, Heard, Fact>, 'source'>,
  key: string,
  after: number,
  before: number,
  store: Store,
): Promise<readonly { readonly message: Heard; readonly version: number; readonly occurredAt: string }[]> => {
  const facts = await store.readFacts(streamId(source, key), 0);
  const found: { message: Heard; version: number; occurredAt: string }[] = [];
  let state = source.initial;
  for (const { fact, version, recordedAt } of facts) {
    if (version >= before) break;
    state = source.evolve(state, fact as Fact);
    if (version <= after) continue;
    for (const message of source.publish(fact as Fact, state)) {
      found.push({ message: message as Heard, version, occurredAt: recordedAt });
    }
  }
  return found;
};
