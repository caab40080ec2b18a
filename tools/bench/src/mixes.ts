import type { Random } from './random.ts';
import { wholeBelow } from './random.ts';

export const mixNames = ['happy', 'realistic', 'hot', 'duplicates'] as const;

export type MixName = (typeof mixNames)[number];

/** What is injected with an order, and so what must become of it. */
export const kindNames = ['plain', 'out of stock', 'declined', 'unanswered', 'not served'] as const;

export type Kind = (typeof kindNames)[number];

/** Where an order comes to rest, with the reason where it was canceled. */
export type End =
  | 'Confirmed'
  | 'Canceled OUT_OF_STOCK'
  | 'Canceled PAYMENT_DECLINED'
  | 'Canceled SHIPMENT_REFUSED'
  // Only found, never expected.
  | `Canceled ${string}`;

/** The one right end of each kind. */
export const rightEnd: Readonly<Record<Kind, End>> = {
  plain: 'Confirmed',
  'out of stock': 'Canceled OUT_OF_STOCK',
  declined: 'Canceled PAYMENT_DECLINED',
  // The provider charged, or did not, and never answered: asked again under the same key, it tells.
  unanswered: 'Confirmed',
  'not served': 'Canceled SHIPMENT_REFUSED',
};

interface Mix {
  /** Probabilities; what they leave over is plain. */
  readonly shares: Partial<Readonly<Record<Kind, number>>>;
  /** How many of the lines ask for one and the same product. */
  readonly hotShare: number;
  /** How many of the requests are sent again, and how many of the cards have their webhook sent twice. */
  readonly repeatShare: number;
  readonly says: string;
}

export const mixes: Readonly<Record<MixName, Mix>> = {
  happy: { shares: {}, hotShare: 0, repeatShare: 0, says: 'every order can be confirmed' },
  realistic: {
    shares: { 'out of stock': 0.1, declined: 0.05, unanswered: 0.02, 'not served': 0.01 },
    hotShare: 0,
    repeatShare: 0,
    says: '10 % out of stock, 5 % declined, 2 % without an answer of the provider, 1 % shipment refused',
  },
  hot: { shares: {}, hotShare: 0.9, repeatShare: 0, says: '90 % of the lines on one SKU' },
  duplicates: {
    shares: {},
    hotShare: 0,
    repeatShare: 0.5,
    says: 'half of the requests sent twice, half of the webhooks too',
  },
};

export const HOT_SKU = 'bench-hot';
export const EMPTY_SKU = 'bench-empty';

export const skuNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => skuAt(index));

const skuAt = (index: number): string => `bench-${String(index).padStart(4, '0')}`;

/** The body of a POST /orders. */
export interface OrderBody {
  readonly customerId: string;
  readonly emailAddress: string;
  readonly cardToken: string;
  readonly address: Readonly<Record<'recipient' | 'street' | 'postalCode' | 'city' | 'country', string>>;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export const drawKind = (random: Random, mix: MixName): Kind => {
  let drawn = random();
  for (const kind of kindNames) {
    const share = mixes[mix].shares[kind] ?? 0;
    if (drawn < share) return kind;
    drawn -= share;
  }
  return 'plain';
};

/** The order of a kind: one to three lines of different products, but one line where a product is hot. */
export const drawBody = (
  random: Random,
  kind: Kind,
  mix: MixName,
  skuCount: number,
  customerId: string,
): OrderBody => ({
  customerId,
  emailAddress: 'load@example.com',
  cardToken: cardOf(random, kind, mixes[mix].repeatShare),
  address: {
    recipient: 'Load Generator',
    street: '1 Arrival Street',
    postalCode: '10115',
    city: 'Berlin',
    // No parcel goes there.
    country: kind === 'not served' ? 'AQ' : 'DE',
  },
  lines: linesOf(random, kind, mixes[mix].hotShare, skuCount),
});

const cardOf = (random: Random, kind: Kind, repeatShare: number): string => {
  switch (kind) {
    case 'declined':
      return 'tok_declined';
    case 'unanswered':
      return random() < 0.5 ? 'tok_timeout_charged' : 'tok_timeout_not_charged';
    case 'plain':
    case 'out of stock':
    case 'not served':
      return random() < repeatShare ? 'tok_duplicate_webhook' : 'tok_approved';
  }
};

const linesOf = (random: Random, kind: Kind, hotShare: number, skuCount: number): OrderBody['lines'] => {
  const skus = new Set<string>();
  if (kind === 'out of stock') skus.add(EMPTY_SKU);
  // An order names a product once, so the hot share of the lines can only be kept by orders of one line.
  const count = hotShare > 0 ? 1 : Math.min(skuCount, lineCount(random()));
  while (skus.size < count) skus.add(random() < hotShare ? HOT_SKU : skuAt(wholeBelow(random, skuCount)));
  return [...skus].map((sku) => ({ sku, quantity: 1 + wholeBelow(random, 2) }));
};

/** 1.5 on average. */
const lineCount = (drawn: number): number => {
  if (drawn < 0.6) return 1;
  return drawn < 0.9 ? 2 : 3;
};
