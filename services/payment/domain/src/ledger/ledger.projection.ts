import type { PaymentFact } from '../payment/payment.ts';

export type LedgerAccount = 'provider-receivable' | 'customer-payments';

export type LedgerSide = 'debit' | 'credit';

/** One side of a booking. Entries are only ever added; what is undone is booked the other way round. */
export interface LedgerEntry {
  /** Derived from where the fact stands, so that booking a fact again writes the same entry. */
  readonly entryId: string;
  readonly orderId: string;
  readonly account: LedgerAccount;
  readonly side: LedgerSide;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Where a fact stands in its stream. */
export interface BookedAt {
  readonly streamId: string;
  readonly version: number;
}

/** Every movement of money as a pair of entries: debits and credits are equal after each fact, in each currency. */
export const entriesOf = (fact: PaymentFact, at: BookedAt): readonly LedgerEntry[] => {
  switch (fact.type) {
    case 'PaymentCaptured':
      return booked(fact, at, { debit: 'provider-receivable', credit: 'customer-payments' });
    case 'PaymentRefunded':
      return booked(fact, at, { debit: 'customer-payments', credit: 'provider-receivable' });
    default:
      return [];
  }
};

const booked = (
  { orderId, amountMinor, currency }: Pick<LedgerEntry, 'orderId' | 'amountMinor' | 'currency'>,
  { streamId, version }: BookedAt,
  accounts: Readonly<Record<LedgerSide, LedgerAccount>>,
): readonly LedgerEntry[] =>
  (['debit', 'credit'] as const).map((side) => ({
    entryId: `${streamId}/${version}/${side}`,
    orderId,
    account: accounts[side],
    side,
    amountMinor,
    currency,
  }));
