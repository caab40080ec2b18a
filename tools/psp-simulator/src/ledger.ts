import type { ChargeRecord, Journal, JournalRecord, RefundRecord, VoidRecord } from './journal.ts';

/** A line of the ledger as others see it; sequence numbers start at 1 and have no gap. */
export type LedgerEntry = Visible<LedgerRecord> & { readonly sequence: number };

type LedgerRecord = ChargeRecord | RefundRecord | VoidRecord;

/** A record as it may leave the house: it never tells how a request is recognized. */
type Visible<Entry> = Entry extends LedgerRecord ? Omit<Entry, 'fingerprint'> : never;

export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  /** What to give as `after` for the next page, or null at the end. */
  readonly next: number | null;
}

/** Everything the provider has decided, by the keys it is asked with. Only ever grows. */
export class Ledger {
  readonly #journal: Journal;
  readonly #entries: LedgerRecord[] = [];
  readonly #attemptsByKey = new Map<string, string>();
  readonly #chargesByKey = new Map<string, ChargeRecord>();
  readonly #chargesById = new Map<string, ChargeRecord>();
  readonly #refundsByKey = new Map<string, RefundRecord>();
  readonly #refundedByChargeId = new Map<string, number>();
  readonly #voidsByChargeKey = new Map<string, VoidRecord>();

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const record of journal.records) this.#apply(record);
  }

  /** Remembers all the records or, when the journal cannot be written, none. */
  commit(...records: readonly JournalRecord[]): void {
    this.#journal.append(records);
    for (const record of records) this.#apply(record);
  }

  /** The fingerprint of the first request of a key that was heard and not decided. */
  attempt(key: string): string | undefined {
    return this.#attemptsByKey.get(key);
  }

  charge(by: { readonly chargeId: string } | { readonly chargeKey: string }): ChargeRecord | undefined {
    return 'chargeId' in by ? this.#chargesById.get(by.chargeId) : this.#chargesByKey.get(by.chargeKey);
  }

  refund(key: string): RefundRecord | undefined {
    return this.#refundsByKey.get(key);
  }

  voidOf(chargeKey: string): VoidRecord | undefined {
    return this.#voidsByChargeKey.get(chargeKey);
  }

  refundedMinor(chargeId: string): number {
    return this.#refundedByChargeId.get(chargeId) ?? 0;
  }

  page(after: number, limit: number): LedgerPage {
    const records = this.#entries.slice(after, after + limit);
    const entries = records.map((record, index) => ({ sequence: after + index + 1, ...withoutFingerprint(record) }));
    return { entries, next: after + limit < this.#entries.length ? after + limit : null };
  }

  close(): void {
    this.#journal.close();
  }

  #apply(record: JournalRecord): void {
    switch (record.type) {
      case 'attempt':
        this.#attemptsByKey.set(record.key, record.fingerprint);
        return;
      case 'charge':
        this.#chargesByKey.set(record.key, record);
        this.#chargesById.set(record.id, record);
        break;
      case 'refund':
        if (record.key !== null) this.#refundsByKey.set(record.key, record);
        this.#refundedByChargeId.set(record.chargeId, this.refundedMinor(record.chargeId) + record.amountMinor);
        break;
      case 'void':
        this.#voidsByChargeKey.set(record.chargeKey, record);
        break;
    }
    this.#entries.push(record);
  }
}

export function withoutFingerprint<Entry extends LedgerRecord>(record: Entry): Visible<Entry> {
  // A void has no fingerprint to take out.
  const { fingerprint: _, ...visible } = record as Entry & { readonly fingerprint?: unknown };
  return visible as unknown as Visible<Entry>;
}
