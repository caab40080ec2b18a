import type { LedgerAccount, LedgerSide } from '@tidemark/payment-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A bigint that fits a safe integer comes back as a number, not as text. */
const safeInteger = { from: Number, to: (value: number) => value };

/** The ledger as queries see it; it is written by the unit of work alone. */
@Entity({ name: 'ledger_entry' })
export class LedgerEntryEntity {
  @PrimaryColumn({ name: 'entry_id', type: 'text' })
  readonly entryId!: string;

  /** Ascending in the order of writing; a page ends at one. */
  @Column({ type: 'bigint', transformer: safeInteger })
  readonly position!: number;

  @Column({ name: 'order_id', type: 'uuid' })
  readonly orderId!: string;

  @Column({ type: 'text' })
  readonly account!: LedgerAccount;

  @Column({ type: 'text' })
  readonly side!: LedgerSide;

  @Column({ name: 'amount_minor', type: 'bigint', transformer: safeInteger })
  readonly amountMinor!: number;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'booked_at', type: 'timestamptz' })
  readonly bookedAt!: Date;
}
