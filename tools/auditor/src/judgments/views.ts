import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase } from '../order-case.ts';

/** I8: the row that customers read is the fold of the facts, and the fold of the topic. */
export const judgeView = ({ orderId, order, view }: OrderCase): readonly Violation[] => {
  const wrong = ofOrder('I8', orderId);
  if (order === undefined) return view?.standing === undefined ? [] : [wrong('no row without an order', 'a row')];
  if (view?.standing === undefined) return [wrong('a row in the view', 'none')];
  const { standing, ofFacts = 'nothing', ofTopic } = view;
  return [
    ...(standing === ofFacts ? [] : [wrong(`the fold of its facts, ${ofFacts}`, `the row ${standing}`)]),
    ...(ofTopic === undefined || ofTopic === ofFacts
      ? []
      : [wrong(`the fold of its facts, ${ofFacts}`, `the fold of its topic, ${ofTopic}`)]),
  ];
};

/** I9, as far as it can be seen afterwards: the view has come to every version that a caller was told of. */
export const judgeTold = ({ orderId, view }: OrderCase): readonly Violation[] =>
  view?.toldVersion === undefined || (view.standingVersion ?? 0) >= view.toldVersion
    ? []
    : [
        ofOrder('I9', orderId)(
          `version ${view.toldVersion} in the view, as answered`,
          String(view.standingVersion ?? 0),
        ),
      ];

/** A product as the catalog has it, beside the copy that orders are priced with. */
export interface PriceReading {
  readonly sku: string;
  /** Undefined where one of the two has no row. */
  readonly product?: string;
  readonly copy?: string;
  readonly copyDeleted: boolean;
}

/** I8 for products: the copy that prices orders says what the catalog says. */
export const judgePrices = (prices: readonly PriceReading[]): readonly Violation[] =>
  prices
    .filter(({ product, copy, copyDeleted }) =>
      product === undefined ? !copyDeleted : product !== copy || copyDeleted,
    )
    .map(({ sku, product, copy, copyDeleted }) => ({
      invariant: 'I8',
      subject: `SKU ${sku}`,
      expected: product === undefined ? 'a copy that is marked as deleted' : `a copy that says ${product}`,
      found: copy === undefined ? 'none' : `${copy}${copyDeleted ? ', deleted' : ''}`,
    }));
