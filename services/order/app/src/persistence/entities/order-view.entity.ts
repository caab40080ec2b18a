import type { OrderViewRow, OrderViewStatus } from '@tidemark/order-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A bigint that fits a safe integer comes back as a number, not as text. */
const safeInteger = { from: Number, to: (value: number) => value };

/** The order view as queries see it, through its pointer; it is written by the view's pipeline alone. */
@Entity({ name: 'order_view' })
export class OrderViewEntity {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  readonly orderId!: string;

  @Column({ name: 'customer_id', type: 'text' })
  readonly customerId!: string;

  @Column({ type: 'text' })
  readonly status!: OrderViewStatus;

  @Column({ type: 'jsonb' })
  readonly lines!: OrderViewRow['lines'];

  @Column({ name: 'total_minor', type: 'bigint', transformer: safeInteger })
  readonly totalMinor!: number;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'cancel_reason', type: 'text', nullable: true })
  readonly cancelReason!: string | null;

  @Column({ name: 'tracking_code', type: 'text', nullable: true })
  readonly trackingCode!: string | null;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  readonly placedAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  readonly updatedAt!: Date;

  @Column({ type: 'int' })
  readonly version!: number;
}
