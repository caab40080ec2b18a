import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

const stamp = { createdAt: z.string() };

const attemptRecord = z.strictObject({
  type: z.literal('attempt'),
  key: z.string(),
  fingerprint: z.string(),
  ...stamp,
});

const chargeRecord = z.strictObject({
  type: z.literal('charge'),
  id: z.string(),
  key: z.string(),
  status: z.enum(['captured', 'declined', 'voided']),
  amountMinor: z.int(),
  currency: z.string(),
  reference: z.string(),
  declineCode: z.string().nullable(),
  fingerprint: z.string(),
  ...stamp,
});

const refundRecord = z.strictObject({
  type: z.literal('refund'),
  id: z.string(),
  key: z.string().nullable(),
  chargeId: z.string(),
  chargeKey: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  reference: z.string(),
  fingerprint: z.string().nullable(),
  ...stamp,
});

const voidRecord = z.strictObject({
  type: z.literal('void'),
  id: z.string(),
  chargeKey: z.string(),
  outcome: z.enum(['voided', 'refunded']),
  chargeId: z.string().nullable(),
  refundId: z.string().nullable(),
  amountMinor: z.int(),
  currency: z.string().nullable(),
  reference: z.string().nullable(),
  ...stamp,
});

const journalRecord = z.discriminatedUnion('type', [attemptRecord, chargeRecord, refundRecord, voidRecord]);
const journalLine = z.array(journalRecord);

export type AttemptRecord = Readonly<z.infer<typeof attemptRecord>>;
export type ChargeRecord = Readonly<z.infer<typeof chargeRecord>>;
export type RefundRecord = Readonly<z.infer<typeof refundRecord>>;
export type VoidRecord = Readonly<z.infer<typeof voidRecord>>;
export type JournalRecord = AttemptRecord | ChargeRecord | RefundRecord | VoidRecord;

/** Where the ledger remembers. What was appended together is read back together or not at all. */
export interface Journal {
  readonly records: readonly JournalRecord[];
  append(records: readonly JournalRecord[]): void;
  close(): void;
}

/** A journal that ends with the process. */
export function memoryJournal(): Journal {
  return { records: [], append: () => undefined, close: () => undefined };
}

/** Refuses a file that is not a journal, instead of forgetting charges silently. */
export class JournalUnreadableError extends Error {
  override readonly name = 'JournalUnreadableError';
  readonly code = 'JOURNAL_UNREADABLE';
  readonly path: string;
  readonly line: number;

  constructor(path: string, line: number, cause: unknown) {
    super(`LEDGER_FILE ${path} cannot be read at line ${String(line)}; repair that line or name another file.`, {
      cause,
    });
    this.path = path;
    this.line = line;
  }
}

/**
 * A journal in a file of JSON lines, one line for each commit.
 *
 * A line is on disk before the answer leaves, so a killed simulator forgets nothing it has said; a last line that was
 * cut by a death was never answered and is dropped. It is not flushed to the platter: a simulator need not survive a
 * power cut. Throws JournalUnreadableError for any other line it cannot read.
 */
export function fileJournal(path: string): Journal {
  const file = openSync(path, 'a+', 0o600);
  try {
    const content = readFileSync(path);
    const whole = content.subarray(0, content.lastIndexOf(0x0a) + 1);
    const records = readRecords(path, whole.toString('utf8'));
    if (whole.length < content.length) ftruncateSync(file, whole.length);
    let sizeBytes = whole.length;
    return {
      records,
      append: (added) => {
        sizeBytes += appendLine(file, sizeBytes, added);
      },
      close: () => {
        closeSync(file);
      },
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readRecords(path: string, text: string): JournalRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    try {
      return journalLine.parse(JSON.parse(line));
    } catch (error) {
      throw new JournalUnreadableError(path, index + 1, error);
    }
  });
}

/** Returns how many bytes were added. */
function appendLine(file: number, sizeBefore: number, records: readonly JournalRecord[]): number {
  const line = Buffer.from(`${JSON.stringify(records)}\n`, 'utf8');
  try {
    let written = 0;
    while (written < line.length) written += writeSync(file, line, written);
    return written;
  } catch (error) {
    // Half a line in the middle of the file would make the next start fail.
    ftruncateSync(file, sizeBefore);
    throw error;
  }
}
