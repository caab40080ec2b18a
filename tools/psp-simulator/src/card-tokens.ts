/** What the provider decides about the money. A decline carries the bank's reason. */
export type Verdict =
  | { readonly status: 'captured'; readonly declineCode: null }
  | { readonly status: 'declined'; readonly declineCode: string };

/**
 * How the first request of an idempotency key is treated; every repeat is answered in the ordinary way. `silent` alone
 * lasts: no request of the key is answered or charged until it is voided.
 */
export type FirstAttempt =
  'answered' | 'slow' | 'charged-but-unanswered' | 'dropped-and-unanswered' | 'failed' | 'silent';

/** When and how often the webhook of the outcome leaves the house. */
export type WebhookManner = 'once' | 'twice' | 'before-answer';

export interface CardBehavior {
  readonly verdict: Verdict;
  readonly firstAttempt: FirstAttempt;
  readonly webhook: WebhookManner;
}

const approved: CardBehavior = {
  verdict: { status: 'captured', declineCode: null },
  firstAttempt: 'answered',
  webhook: 'once',
};

const behaviors: ReadonlyMap<string, CardBehavior> = new Map<string, CardBehavior>([
  ['tok_approved', approved],
  ['tok_declined', declined('insufficient_funds')],
  ['tok_slow', { ...approved, firstAttempt: 'slow' }],
  ['tok_timeout_charged', { ...approved, firstAttempt: 'charged-but-unanswered' }],
  ['tok_timeout_not_charged', { ...approved, firstAttempt: 'dropped-and-unanswered' }],
  ['tok_silent', { ...approved, firstAttempt: 'silent' }],
  ['tok_error_then_ok', { ...approved, firstAttempt: 'failed' }],
  ['tok_duplicate_webhook', { ...approved, webhook: 'twice' }],
  ['tok_webhook_first', { ...approved, webhook: 'before-answer' }],
]);

const declinedWithCode = /^tok_declined_([a-z0-9_]{1,64})$/;

/** Every token has a behavior: one that is not in the table is a card the bank has never seen. */
export function behaviorOf(cardToken: string): CardBehavior {
  const known = behaviors.get(cardToken);
  if (known !== undefined) return known;
  const declineCode = declinedWithCode.exec(cardToken)?.[1];
  return declined(declineCode ?? 'invalid_token');
}

function declined(declineCode: string): CardBehavior {
  return { verdict: { status: 'declined', declineCode }, firstAttempt: 'answered', webhook: 'once' };
}
