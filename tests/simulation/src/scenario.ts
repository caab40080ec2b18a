import type { FulfillmentDefinition, OperatorInput, PlaceOrder } from '@tidemark/order-domain';
import { standardFulfillment } from '@tidemark/order-domain';
import type { Choices } from './choices.ts';

/** What somebody outside does. */
export type Deed =
  | { readonly kind: 'place'; readonly order: PlaceOrder; readonly definition: FulfillmentDefinition }
  | { readonly kind: 'cancel'; readonly orderId: string }
  | { readonly kind: 'operate'; readonly orderId: string; readonly input: OperatorInput }
  | { readonly kind: 'dispatch'; readonly orderId: string }
  | { readonly kind: 'deliver'; readonly orderId: string }
  | { readonly kind: 'receive'; readonly sku: string; readonly quantity: number }
  /** Counts as many pieces more or fewer than are believed to lie there. */
  | { readonly kind: 'count'; readonly sku: string; readonly difference: number };

/** Who wants what of how little. */
export interface Scenario {
  readonly skus: readonly string[];
  readonly orderIds: readonly string[];
  /** What happens before anything else. */
  readonly opening: readonly Deed[];
  /** What happens at moments that chance chooses, whatever the orders have come to by then. */
  readonly deeds: readonly Deed[];
  /** After how many steps nothing goes wrong any more; 0 when it may to the end. */
  readonly calmAfter: number;
}

const catalog = ['lamp', 'desk'] as const;

const prices = new Map([
  ['lamp', { unitPriceMinor: 2_500, currency: 'EUR' }],
  ['desk', { unitPriceMinor: 19_900, currency: 'EUR' }],
]);

const MAX_ORDERS = 4;
const MAX_RECEIPTS = 3;

export const scenarioOf = (choices: Choices): Scenario => {
  const skus = choices.oneIn(2, 'two-skus') ? catalog : catalog.slice(0, 1);
  const opening = skus.map((sku): Deed => ({
    kind: 'receive',
    sku,
    quantity: choices.among([12, 1, 2, 3, 4, 6, 9], 'stock', sku),
  }));
  const orderIds = ['order-1'];
  for (let number = 2; number <= MAX_ORDERS; number += 1) {
    if (choices.named(choices.draw(3) > 0 ? 1 : 0, 'order', String(number)) > 0) orderIds.push(`order-${number}`);
  }
  const definition = definitionOf(choices);
  const orders = orderIds.flatMap((orderId) => dealingsOf(orderId, skus, definition, choices));
  const receipts: Deed[] = [];
  for (let number = 1; number <= MAX_RECEIPTS; number += 1) {
    const quantity = choices.named(choices.draw(3) > 0 ? 1 + choices.draw(3) : 0, 'receipt', String(number));
    if (quantity > 0)
      receipts.push({ kind: 'receive', sku: anyOf(skus, choices, 'receipt-of', String(number)), quantity });
  }
  const counts = choices.oneIn(4, 'count')
    ? [
        {
          kind: 'count',
          sku: anyOf(skus, choices, 'count-of'),
          difference: choices.among([1, -1, -2], 'difference'),
        } as const,
      ]
    : [];
  const calmAfter = choices.named(1 + choices.draw(160), 'calm');
  return { skus, orderIds, opening, deeds: [...orders, ...receipts, ...counts], calmAfter };
};

const anyOf = (skus: readonly string[], choices: Choices, what: string, about = ''): string =>
  skus[choices.named(choices.draw(skus.length), what, about)] ?? catalog[0];

/** Durations are data. When they are as short as a message's way, deadlines race with answers. */
const definitionOf = (choices: Choices): FulfillmentDefinition => {
  const { paymentDeadlineMs, resendFirstMs } = standardFulfillment;
  return {
    ...standardFulfillment,
    paymentDeadlineMs: choices.among([paymentDeadlineMs, paymentDeadlineMs, 10, 60, 5_000, 30_000], 'payment-deadline'),
    resendFirstMs: choices.among([resendFirstMs, 8, 50], 'resend'),
  };
};

/** What operators may do to an order, whether or not it makes sense just then. */
export const operations: readonly [OperatorInput, ...OperatorInput[]] = [
  { type: 'AskAgainRequested' },
  { type: 'UndoRequested' },
  { type: 'AnswerSettledOutside', answer: 'payment' },
  { type: 'AnswerSettledOutside', answer: 'stock' },
];

/** An order, and the cancellations and operations that come without regard to how it stands. */
const dealingsOf = (
  orderId: string,
  skus: readonly string[],
  definition: FulfillmentDefinition,
  choices: Choices,
): readonly Deed[] => {
  const first = anyOf(skus, choices, 'wants', orderId);
  const wanted = skus.filter((sku) => sku === first || choices.oneIn(2, 'also-wants', orderId, sku));
  const lines = wanted.map((sku) => ({ sku, quantity: choices.among([1, 2, 3], 'quantity', orderId, sku) }));
  const order: PlaceOrder = {
    type: 'PlaceOrder',
    orderId,
    customerId: 'customer-1',
    emailAddress: 'ada@example.org',
    cardToken: choices.oneIn(8, 'declined', orderId) ? 'tok_declined' : 'tok_approved',
    address: {
      recipient: 'Ada',
      street: 'Harbor Street 1',
      postalCode: '20457',
      city: 'Hamburg',
      // Nobody delivers to XX.
      country: choices.oneIn(12, 'far-away', orderId) ? 'XX' : 'DE',
    },
    lines,
    prices,
  };
  const cancellations = choices.among([0, 0, 0, 1, 2], 'cancellations', orderId);
  const interventions = choices.among([0, 0, 0, 0, 1, 2], 'interventions', orderId);
  return [
    { kind: 'place', order, definition },
    ...Array.from({ length: cancellations }, (): Deed => ({ kind: 'cancel', orderId })),
    ...Array.from({ length: interventions }, (): Deed => ({
      kind: 'operate',
      orderId,
      input: choices.among(operations, 'operation', orderId),
    })),
  ];
};
