import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Notification } from '../tables.ts';

/** The notification table as queries see it; it is written by the unit of work alone. */
@Entity({ name: 'notification' })
export class NotificationEntity {
  @PrimaryColumn({ name: 'notification_id', type: 'text' })
  readonly notificationId!: string;

  @Column({ name: 'order_id', type: 'uuid' })
  readonly orderId!: string;

  @Column({ type: 'text' })
  readonly kind!: Notification['kind'];

  @Column({ name: 'email_address', type: 'text' })
  readonly emailAddress!: string;

  @Column({ type: 'text' })
  readonly status!: Notification['status'];

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true })
  readonly sentAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  readonly refusal!: string | null;

  @Column({ type: 'int' })
  readonly attempts!: number;
}
