/** Who and what led to an effect: copied from the message in hand to everything it causes. */
export interface Cause {
  /** The message, request, job or deadline in hand. */
  readonly messageId: string;
  /** The same for everything that one outside request set in motion. */
  readonly correlationId: string;
  /** W3C Trace Context. */
  readonly traceparent: string;
  /** Who asked: `customer`, `operator` or `operator:<name>`, `process`, `provider`. */
  readonly actor: string;
}
