/** What must hold in the shop whenever it is at rest. The numbers are the names that specs and reports use. */
export const invariants = {
  I1: 'stock: shelf, reservations and shipments add up, per SKU',
  I2: 'money: debits equal credits, and the ledger equals the provider’s',
  I3: 'every accepted order rests at Confirmed or is at its one end',
  I4: 'the order’s state agrees with stock, payment and shipment',
  I5: 'every acknowledged POST exists, every refused one left nothing',
  I6: 'every message reached its topic, and took effect once per consumer',
  I7: 'stream versions have no gap; messages of one key stand in order',
  I8: 'view = fold of the event store = fold of the topic',
  I9: 'the view holds every version that a caller was told of',
  I10: 'what an abandoned order asked for was undone, each once',
  I11: 'what was consumed is handled, held or dead-lettered, one of these at a time',
  I12: 'nothing waits beyond its deadline; nothing stays reserved for nobody',
  I13: 'one mail per order and kind',
  I15: 'the log kept for the slot is bounded, and its lag returns to 0',
} as const;

export type InvariantId = keyof typeof invariants;

/** One thing that is not as it must be. */
export interface Violation {
  readonly invariant: InvariantId;
  /** The order that breaks it; absent where no order can be named. */
  readonly orderId?: string;
  /** What is wrong: `order …`, `SKU lamp`, `group …`. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** What became of one invariant: how much was looked at, and what was wrong. */
export interface Judgment {
  readonly invariant: InvariantId;
  readonly checked: number;
  readonly violations: readonly Violation[];
}

/** Says of an order what should be and what is; nothing when they agree. */
export const ofOrder =
  (invariant: InvariantId, orderId: string) =>
  (expected: string, found: string): Violation => ({
    invariant,
    orderId,
    subject: `order ${orderId}`,
    expected,
    found,
  });
