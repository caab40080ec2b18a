import type { OrderCanceledCause } from '@tidemark/contracts';
import type { Notification } from '../persistence/tables.ts';

/** What a mail tells beyond its kind. Absent in jobs that were written before it was told. */
export interface Told {
  /** 0 when the news did not count them. */
  readonly pieces?: number;
  readonly cause?: OrderCanceledCause;
}

/** A mail to be sent: its row, which is told later how often it was handed over, and what the mail says beside it. */
export interface Letter extends Omit<Notification, 'attempts'> {
  readonly told?: Told;
}
