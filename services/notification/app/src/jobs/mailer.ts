/** A mail on its way to a customer. */
export interface Mail {
  /** Stable for one order and kind, so that a mail server can recognize a repeat. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail over; fails when the server did not take it, or when nobody knows. */
export type Mailer = (mail: Mail) => Promise<void>;
