import type { RowTable } from '@tidemark/event-store';
import type { LedgerEntry } from '@tidemark/payment-domain';

/** An entry, and when the fact that it books was recorded. */
export interface BookedEntry extends LedgerEntry {
  readonly bookedAt: string;
}

/** Double entry: every movement of money is a debit and a credit. Rows are added, never changed. */
export const ledgerEntries: RowTable<BookedEntry> = {
  name: 'ledger_entry',
  key: 'entryId',
  properties: ['entryId', 'orderId', 'account', 'side', 'amountMinor', 'currency', 'bookedAt'],
  onConflict: 'keep',
};
