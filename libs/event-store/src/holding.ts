import { storableText } from './storable-text.ts';

/** A record as it came, with all that is needed to handle it again. */
export interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Uint8Array | null;
  /** Null is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds: when the fact happened, for all that comes out of an outbox. */
  readonly timestampMs: number;
}

/** Why a message was not handled, for people. */
export interface Failure {
  readonly code: string;
  readonly cause: string;
  readonly stack: string;
}

/** A message that waits as a row: the first of its lane for its next attempt, those behind it for the first. */
export interface HeldRow {
  readonly id: string;
  /** By the consumer's stable name. */
  readonly consumer: string;
  readonly lane: string;
  /** What the inbox knows it by; claimed once and for all when it was held. */
  readonly messageId: string;
  readonly record: ReceivedRecord;
  /** Attempts that failed. */
  readonly attempts: number;
  /** What the last one failed of; none where it only waits behind another. */
  readonly failure: Failure | undefined;
  readonly afterMs: number;
  /** The dead letter that it was, where it is sent again. */
  readonly deadLetterId?: string;
}

/** What becomes of a held message that is not handled: it waits again, or goes back as it was. */
export interface HeldPostponed {
  readonly id: string;
  readonly attempts: number;
  readonly afterMs: number;
  /** None where there was no attempt after all. */
  readonly failure?: Failure;
}

/** How often a message is tried, and how far apart. */
export interface HoldPolicy {
  readonly attempts: number;
  readonly firstMs: number;
  readonly capMs: number;
}

/** The last attempt comes 23 seconds after the first, or a little later: whatever heals by itself has healed by then. */
export const DEFAULT_HOLD_POLICY: HoldPolicy = { attempts: 8, firstMs: 200, capMs: 10_000 };

/** Until the next attempt, after so many that failed: doubles up to the cap. `undefined`: there is none any more. */
export const nextAttemptMs = (failed: number, { attempts, firstMs, capMs }: HoldPolicy): number | undefined =>
  failed >= attempts ? undefined : Math.min(capMs, firstMs * 2 ** Math.min(failed - 1, 30));

/** What an error says of itself, in a form that every row can hold. */
export const failureOf = (error: unknown, code = 'HANDLER.FAILED'): Failure => {
  const own = error instanceof Error && 'code' in error ? error.code : undefined;
  return storableFailure({
    code: typeof own === 'string' ? own : code,
    cause: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  });
};

export const storableFailure = ({ code, cause, stack }: Failure): Failure => ({
  code: storableText(code, MAX_CODE_BYTES),
  cause: storableText(cause, MAX_CAUSE_BYTES),
  stack: storableText(stack, MAX_STACK_BYTES),
});

/** The record with headers that every row can hold. Its bytes stay what they are. */
export const storableRecord = <Received extends ReceivedRecord>(record: Received): Received => ({
  ...record,
  headers: Object.fromEntries(
    Object.entries(record.headers).map(([name, value]) => [
      storableText(name, Infinity),
      storableText(value, Infinity),
    ]),
  ),
});

const MAX_CODE_BYTES = 256;
const MAX_CAUSE_BYTES = 2_048;
const MAX_STACK_BYTES = 16_384;
