import type { Random } from '@tidemark/bench';
import { exponential, randomOf, wholeBelow } from '@tidemark/bench';
import type { Schedule } from './schedule.ts';

/** What a customer does, and so what must become of the order. */
export const orderKinds = [
  'plain',
  'out of stock',
  'declined',
  'unanswered',
  'not served',
  'canceled',
  'dispatched',
  'raced',
  'scarce',
] as const;

export type OrderKind = (typeof orderKinds)[number];

/** A customer's order, drawn before the first is sent. */
export interface PlannedOrder {
  readonly atMs: number;
  /** The Idempotency-Key of the order; what follows it has keys made of it. */
  readonly key: string;
  readonly kind: OrderKind;
  readonly body: object;
  /** Sends the request twice at the same moment, as an impatient hand or a retrying client does. */
  readonly isHasty: boolean;
  /** How long after it was accepted a customer of kind "canceled" changes their mind. */
  readonly secondThoughtsMs: number;
}

const SHARES: Readonly<Record<Exclude<OrderKind, 'plain'>, number>> = {
  'out of stock': 0.08,
  declined: 0.06,
  unanswered: 0.03,
  'not served': 0.03,
  canceled: 0.1,
  dispatched: 0.06,
  raced: 0.04,
  scarce: 0.1,
};

const HASTY_SHARE = 0.1;

/** Every order can be served of these. */
export const SKUS = Array.from({ length: 8 }, (_, index) => `chaos-${index}`);
/** Nobody has ever received a piece of it. */
export const EMPTY_SKU = 'chaos-empty';
/** A few pieces of it come for each run, fewer than are asked for. */
export const SCARCE_SKU = 'chaos-scarce';

/** All orders of a schedule under the name of this run: Poisson arrivals, the same for the same schedule. */
export const ordersOf = ({ seed, orders, rate }: Schedule, runId: string): readonly PlannedOrder[] => {
  // Not the numbers that the faults were drawn from.
  const random = randomOf(seed ^ 0x5eed_0fad);
  const planned: PlannedOrder[] = [];
  for (let atMs = 0; planned.length < orders; atMs += exponential(random, 1_000 / rate)) {
    const kind = kindOf(random);
    planned.push({
      atMs,
      key: `${runId}-${planned.length}`,
      kind,
      body: bodyOf(random, kind, runId),
      isHasty: random() < HASTY_SHARE,
      secondThoughtsMs: wholeBelow(random, 1_500),
    });
  }
  return planned;
};

const kindOf = (random: Random): OrderKind => {
  let drawn = random();
  for (const [kind, share] of Object.entries(SHARES) as [OrderKind, number][]) {
    if (drawn < share) return kind;
    drawn -= share;
  }
  return 'plain';
};

const bodyOf = (random: Random, kind: OrderKind, customerId: string): object => ({
  customerId,
  emailAddress: 'chaos@example.com',
  cardToken: cardOf(random, kind),
  // No parcel goes to Antarctica.
  address: {
    recipient: 'A. Customer',
    street: '1 Storm Street',
    postalCode: '10115',
    city: 'Berlin',
    country: kind === 'not served' ? 'AQ' : 'DE',
  },
  lines: skusOf(random, kind).map((sku) => ({ sku, quantity: 1 + wholeBelow(random, 3) })),
});

const cardOf = (random: Random, kind: OrderKind): string => {
  const drawn = random();
  if (kind === 'declined') return 'tok_declined';
  if (kind === 'unanswered') return drawn < 0.5 ? 'tok_timeout_charged' : 'tok_timeout_not_charged';
  if (drawn < 0.04) return 'tok_error_then_ok';
  if (drawn < 0.08) return 'tok_duplicate_webhook';
  return drawn < 0.12 ? 'tok_webhook_first' : 'tok_approved';
};

const skusOf = (random: Random, kind: OrderKind): readonly string[] => {
  if (kind === 'scarce') return [SCARCE_SKU];
  const skus = new Set<string>(kind === 'out of stock' ? [EMPTY_SKU] : []);
  const count = 1 + wholeBelow(random, 3);
  while (skus.size < count) skus.add(SKUS[wholeBelow(random, SKUS.length)] ?? EMPTY_SKU);
  return [...skus];
};

/** The right ends of an order, as the order's own stream tells them. */
export const rightEnds: Readonly<Record<OrderKind, readonly string[]>> = {
  plain: ['Confirmed'],
  'out of stock': ['Canceled OUT_OF_STOCK'],
  declined: ['Canceled PAYMENT_DECLINED'],
  unanswered: ['Confirmed'],
  'not served': ['Canceled SHIPMENT_REFUSED'],
  canceled: ['Canceled CUSTOMER'],
  dispatched: ['Dispatched'],
  raced: ['Dispatched', 'Canceled CUSTOMER'],
  // Who comes first is served; that no piece was promised twice is the auditor's to say.
  scarce: ['Confirmed', 'Canceled OUT_OF_STOCK'],
};
