/** What both shops can be asked about an order: the databases, the provider's ledger and the mailbox, side by side. */
export interface OrderReading {
  readonly orderId: string;
  /** The e-mail address. In these experiments every customer wants one order, so an address is an intent. */
  readonly customer: string;
  /** As the shop names it; only Confirmed and Abandoned are rests. */
  readonly status: string;
  readonly held: boolean;
  readonly scheduled: boolean;
  /** What the order is worth; nothing when it did not come so far. */
  readonly totalMinor: number | null;
  /** What the provider holds, less what it gave back. */
  readonly chargedMinor: number;
  /** Mails by subject; the same Message-ID twice is one mail to whoever reads it. */
  readonly mails: Readonly<Record<'confirmed' | 'canceled', number>>;
}

/** How an order can end wrong. */
export const wrongs = [
  'charged, not confirmed',
  'confirmed, not charged',
  'charged twice',
  'stock held for nobody',
  'confirmed without stock',
  'parcel for no order',
  'confirmed without parcel',
  'stuck',
  'no mail',
  'two mails',
  'mail of another end',
  'ordered twice',
  'accepted and lost',
] as const;

export type Wrong = (typeof wrongs)[number];

/** What is wrong with one order; nothing when all who know of it agree. */
export const wrongsOfOrder = (order: OrderReading): readonly Wrong[] =>
  order.status === 'Confirmed' ? wrongsOfConfirmed(order) : wrongsOfOthers(order);

const wrongsOfConfirmed = ({ held, scheduled, totalMinor, chargedMinor, mails }: OrderReading): readonly Wrong[] => [
  ...only(chargedMinor <= 0, 'confirmed, not charged'),
  ...only(chargedMinor > (totalMinor ?? 0), 'charged twice'),
  ...only(!held, 'confirmed without stock'),
  ...only(!scheduled, 'confirmed without parcel'),
  ...wrongsOfMails(mails.confirmed, mails.canceled),
];

const wrongsOfOthers = ({ status, held, scheduled, chargedMinor, mails }: OrderReading): readonly Wrong[] => [
  ...only(chargedMinor > 0, 'charged, not confirmed'),
  ...only(held, 'stock held for nobody'),
  ...only(scheduled, 'parcel for no order'),
  ...(status === 'Abandoned' ? wrongsOfMails(mails.canceled, mails.confirmed) : (['stuck'] as const)),
];

const wrongsOfMails = (own: number, other: number): readonly Wrong[] => [
  ...only(own === 0, 'no mail'),
  ...only(own > 1, 'two mails'),
  ...only(other > 0, 'mail of another end'),
];

const only = (condition: boolean, wrong: Wrong): readonly Wrong[] => (condition ? [wrong] : []);

/** What became of the customers of one run. */
export interface Verdict {
  readonly customers: number;
  /** How many of them something is wrong for. */
  readonly wrong: number;
  /** For how many of them, by kind; one customer may count under several. */
  readonly kinds: Readonly<Partial<Record<Wrong, number>>>;
  /** Turned away, and everything undone: an end that is right, though nothing was wrong with the order. */
  readonly turnedAway: number;
}

/** Judges every customer by all orders that carry the address. */
export const judge = (customers: readonly string[], orders: readonly OrderReading[]): Verdict => {
  const ordersOf = Map.groupBy(orders, ({ customer }) => customer);
  const found = customers.map((customer) => new Set(wrongsOfCustomer(ordersOf.get(customer) ?? [])));
  const kinds: Partial<Record<Wrong, number>> = {};
  for (const kind of wrongs) {
    const count = found.filter((kindsOfOne) => kindsOfOne.has(kind)).length;
    if (count > 0) kinds[kind] = count;
  }
  return {
    customers: customers.length,
    wrong: found.filter(({ size }) => size > 0).length,
    kinds,
    turnedAway: orders.filter((order) => order.status === 'Abandoned' && wrongsOfOrder(order).length === 0).length,
  };
};

const wrongsOfCustomer = (orders: readonly OrderReading[]): readonly Wrong[] => [
  ...only(orders.length === 0, 'accepted and lost'),
  ...only(orders.length > 1, 'ordered twice'),
  ...orders.flatMap(wrongsOfOrder),
];
