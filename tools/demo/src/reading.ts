import type { End, Story } from './story.ts';
import { totalOf } from './story.ts';

/** Something that remembers a part of an order. */
export type Place =
  'fulfillment' | 'order view' | 'stock' | 'payment' | 'ledger' | "provider's ledger" | 'shipment' | 'mailbox';

export type Fact = string | number | null;

/** What each place says of an order: facts by name. What must not be there is a fact too. */
export type Reading = Readonly<Record<Place, Readonly<Record<string, Fact>>>>;

/** A fact that is not what it must be. */
export interface Difference {
  readonly what: string;
  readonly expected: Fact;
  readonly found: Fact;
  /** Where to look: an address that shows it. */
  readonly where: string;
}

/** Says that nothing is there, as opposed to something that is empty. */
export const NONE = 'none';

/** The orders get this tracking code, so that it can be recognized where it arrives. */
export const TRACKING_CODE = 'DEMO-0001';

/** What every place must say once a story has come to its end. */
export const expectedReading = (story: Story): Reading => {
  const { end } = story;
  const totalMinor = totalOf(story);
  const [status = '', cancelReason = null] = end.order.split(': ');
  const left = end.shipment === 'Dispatched' || end.shipment === 'Delivered';
  const trackingCode = left ? TRACKING_CODE : null;
  return {
    fulfillment: { status: fulfillmentOf(end) },
    'order view': { status, cancelReason, totalMinor, trackingCode, ordersOfCustomer: 1 },
    stock: Object.fromEntries(story.goods.flatMap((goods) => Object.entries(shelfOf(goods, end)))),
    ...moneyOf(end, totalMinor),
    shipment: end.shipment === 'never asked for' ? { status: NONE } : { status: end.shipment, trackingCode },
    mailbox: { kinds: end.mails.toSorted().join(', ') },
  };
};

/** The only fact of a place that could not be read: what was answered instead. */
export const UNREAD = 'answer';

/** Every fact that differs, in a fixed order. `where` says which address shows a fact. */
export const differences = (
  expected: Reading,
  found: Reading,
  where: (place: Place, name: string) => string,
): readonly Difference[] =>
  (Object.keys(expected) as Place[]).flatMap((place) =>
    factsThatDiffer(expected[place], found[place]).map((difference) => ({
      ...difference,
      what: `${place}: ${difference.what}`,
      where: where(place, difference.what),
    })),
  );

type Facts = Reading[Place];

const factsThatDiffer = (wanted: Facts, there: Facts): readonly Omit<Difference, 'where'>[] => {
  const unread = there[UNREAD];
  if (unread !== undefined) return [{ what: UNREAD, expected: 'readable', found: unread }];
  return [...new Set([...Object.keys(wanted), ...Object.keys(there)])]
    .map((what) => ({ what, expected: wanted[what] ?? null, found: there[what] ?? null }))
    .filter((fact) => fact.expected !== fact.found);
};

const fulfillmentOf = ({ order }: End): string => {
  if (order.startsWith('Canceled')) return 'Abandoned';
  return order === 'Delivered' ? 'Dispatched' : order;
};

const shelfOf = (
  { name, onHand, ordered }: Story['goods'][number],
  { goods }: End,
): Readonly<Record<string, number>> => ({
  [`${name} on hand`]: goods === 'shipped' ? onHand - ordered : onHand,
  [`${name} reserved`]: goods === 'reserved' ? ordered : 0,
  [`${name} available`]: goods === 'on the shelf' ? onHand : onHand - ordered,
  [`${name} shipped`]: goods === 'shipped' ? ordered : 0,
});

/** Payment, our ledger and the provider's own must tell the same of the money. */
const moneyOf = ({ money }: End, totalMinor: number): Pick<Reading, 'payment' | 'ledger' | "provider's ledger"> => {
  const capturedMinor = money === 'kept' || money === 'given back' ? totalMinor : 0;
  const refundedMinor = money === 'given back' ? totalMinor : 0;
  return {
    payment: { status: paymentOf[money], ...(money !== 'never asked for' && { capturedMinor, refundedMinor }) },
    ledger: {
      debitsMinor: capturedMinor + refundedMinor,
      creditsMinor: capturedMinor + refundedMinor,
      receivableMinor: capturedMinor - refundedMinor,
    },
    "provider's ledger": { charges: capturedMinor > 0 ? 1 : 0, chargedMinor: capturedMinor, refundedMinor },
  };
};

const paymentOf = {
  'never asked for': NONE,
  declined: 'Declined',
  voided: 'Voided',
  kept: 'Captured',
  'given back': 'Refunded',
} as const satisfies Readonly<Record<End['money'], string>>;
