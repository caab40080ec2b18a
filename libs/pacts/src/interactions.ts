import type { MessageType } from '@tidemark/contracts';
import { routes, topics } from '@tidemark/contracts';
import type { AnyFields, NeededHeader } from './needs.ts';
import { NOT_BLANK, uuid } from './needs.ts';
import type { StatedInteraction } from './jobs.ts';
import { caseOf, matchersOf, textLike, titleOf } from './shapes.ts';

/** What a reader needs of one message, with its type erased. */
export interface AnyMessageNeed {
  readonly from?: string;
  readonly reads: AnyFields;
  readonly headers?: readonly NeededHeader[];
  readonly examples: readonly object[];
}

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What the pipeline of every consumer reads of a record: where it is, whose it is, and what it comes from. */
const envelopeOf = (type: MessageType, headers: readonly NeededHeader[]): StatedInteraction['metadata'] => ({
  topic: routes[type].topic,
  // Those of one key are handled in order: which field it is decides what is.
  keyedBy: routes[type].key,
  key: textLike(uuid.pattern, ID),
  id: textLike(uuid.pattern, ID),
  type,
  correlationId: textLike(uuid.pattern, ID),
  traceparent: textLike(
    '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ),
  actor: textLike(NOT_BLANK, 'customer'),
  ...(headers.includes('streamVersion') && { streamVersion: textLike('^[1-9][0-9]*$', '1') }),
});

/** The interactions of one message: one for each case that its examples show. */
export const interactionsOf = (type: MessageType, need: AnyMessageNeed): readonly StatedInteraction[] =>
  need.examples.map((example) => {
    const fields = example as Readonly<Record<string, unknown>>;
    const params = caseOf(need.reads, fields);
    return {
      description: titleOf(type, params),
      given: { name: type, params },
      metadata: envelopeOf(type, need.headers ?? []),
      content: { type, ...matchersOf(need.reads, fields) },
    };
  });

/** What pacts call a row change. */
export const PRODUCT_CHANGE = 'ProductChange';

/** Row changes come as JSON; their record is known by its topic and the key that Debezium gives it. */
export const changeInteractionsOf = (need: AnyMessageNeed): readonly StatedInteraction[] =>
  need.examples.map((example) => {
    const fields = example as Readonly<Record<string, unknown>>;
    const params = caseOf(need.reads, fields);
    return {
      description: titleOf(PRODUCT_CHANGE, params),
      given: { name: PRODUCT_CHANGE, params },
      metadata: { topic: topics.productChanges, keyedBy: 'sku', key: textLike(NOT_BLANK, 'lamp') },
      content: matchersOf(need.reads, fields),
    };
  });

/** Who publishes the message: the owner of its topic, unless the reader says otherwise. */
export const senderOf = (type: MessageType, need: AnyMessageNeed): string => need.from ?? routes[type].owner;
