/** A mail on its way to a customer. */
export interface Mail {
  /** Stable for one order and kind, so that a mail server can recognize a repeat. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A server's last word on a mail. What it refused it would refuse again, for the reason it gives. */
export type MailOutcome =
  { readonly type: 'accepted' } | { readonly type: 'refused'; /** In the server's words. */ readonly refusal: string };

/** Hands a mail over and answers the server's last word; fails when there is none yet, or when nobody knows. */
export type Mailer = (mail: Mail) => Promise<MailOutcome>;
