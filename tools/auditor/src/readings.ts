import type { Acknowledgment } from './judgments/acknowledged.ts';
import type { SlotReading } from './judgments/capture.ts';
import type { HeldReading, LetterReading } from './judgments/letters.ts';
import type { RepeatedEffect, UnsentHandled } from './judgments/messages.ts';
import type { LedgerTotal } from './judgments/money.ts';
import type { StockReading, UnexplainedMove } from './judgments/stock.ts';
import type { PriceReading } from './judgments/views.ts';
import type { LogReading, LogRecord, OutboxRow } from './log-reading.ts';
import type { OrderCase } from './order-case.ts';
import type { StreamsReading } from './readings/messages.ts';

/** Everything that was read, before anything is concluded. */
export interface Readings {
  /** Epoch milliseconds by the database's clock: the moment that the database was read at. */
  readonly takenAt: number;
  /** How long an order may be on its way before that is wrong. */
  readonly patienceMs: number;
  readonly orders: readonly OrderCase[];
  readonly stock: readonly StockReading[];
  readonly moves: readonly UnexplainedMove[];
  readonly ledgerTotals: readonly LedgerTotal[];
  readonly prices: readonly PriceReading[];
  readonly outbox: ReadonlyMap<string, OutboxRow>;
  /** How many pairs of message and consumer were looked for. */
  readonly hearings: number;
  readonly repeated: readonly RepeatedEffect[];
  readonly unsentHandled: readonly UnsentHandled[];
  readonly streams: StreamsReading;
  readonly letters: readonly LetterReading[];
  readonly held: readonly HeldReading[];
  readonly answers: ReadonlyMap<string, Acknowledgment>;
  /** What callers say they were answered. */
  readonly callers: readonly Acknowledgment[];
  readonly slotName: string;
  readonly slot: SlotReading | undefined;
  /** Undefined when Kafka could not be read. */
  readonly log: LogReading | undefined;
  /** Records that carry no id of any outbox. */
  readonly foreign: readonly LogRecord[];
  /** Messages about no order, such as copies of dead letters, that are in an outbox and not on their topic. */
  readonly unsentElsewhere: readonly OutboxRow[];
  /** Epoch milliseconds: mails that came before may have been forgotten. */
  readonly mailsSince: number;
}
