import type { Message } from '@tidemark/contracts';
import type { AnyFact, Store } from '@tidemark/event-store';
import { readHistory } from '@tidemark/event-store';
import type { Versioned, View } from './view.ts';

/**
 * What the topic should have told the view between two versions of a stream, both excluded, made public from the facts
 * themselves. What the view does not hear is left out here as it is there, so that both ways give the same row.
 */
export const missingMessages = async <Row extends Versioned, Heard extends Message, Fact extends AnyFact>(
  { source, hears }: Pick<View<Row, Heard, Fact>, 'source' | 'hears'>,
  key: string,
  after: number,
  before: number,
  store: Pick<Store, 'readFacts'>,
): Promise<readonly { readonly message: Heard; readonly version: number; readonly occurredAt: string }[]> => {
  const facts = await readHistory(store, source, key);
  const found: { message: Heard; version: number; occurredAt: string }[] = [];
  let state = source.initial;
  for (const { fact, version, recordedAt } of facts) {
    if (version >= before) break;
    state = source.evolve(state, fact);
    if (version <= after) continue;
    for (const message of source.publish(fact, state)) {
      if (!hears.includes(message.type)) continue;
      found.push({ message: message as Heard, version, occurredAt: recordedAt });
    }
  }
  return found;
};
