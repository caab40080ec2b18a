/**
 * Everything that all services, the provider and the mail server know of one order, side by side. Nothing here was
 * concluded: lists of pieces are texts such as `bulb×1, lamp×2`, sorted, so that they can be compared.
 */
export interface OrderCase {
  readonly orderId: string;
  /** The stream `order-<id>`; absent when only others know of the order. */
  readonly order?: OrderStream;
  readonly process?: ProcessReading;
  readonly reservation?: ReservationStream;
  readonly payment: readonly PaymentFact[];
  readonly ledger: readonly LedgerReading[];
  readonly shipment?: ShipmentReading;
  readonly notifications: readonly NotificationReading[];
  /** Calls to the outside world that were decided and not answered yet. */
  readonly openJobs: readonly OpenJob[];
  readonly view?: ViewReading;
  /** Messages about the order that a consumer hears and has not handled. */
  readonly unheard: readonly PendingMessage[];
  /** Nothing was sent about the order since all was at rest, so nothing of it can be on its way. */
  readonly isBeforeRest: boolean;
  /** Messages about the order that are in an outbox and not on their topic; undefined when no topic could be read. */
  readonly unsent?: readonly PendingMessage[];
  /** What the provider's own ledger says; undefined when it could not be read. */
  readonly provider?: ProviderReading;
  /** What the mail server caught; undefined when it could not be asked. */
  readonly mails?: readonly MailReading[];
}

export interface OrderStream {
  /** Types of its facts, oldest first. */
  readonly facts: readonly string[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly pieces: string;
  /** Epoch milliseconds, by the database's clock. */
  readonly placedAt: number;
}

export interface ProcessReading {
  readonly status: string;
  readonly version: number;
  readonly steps: readonly ProcessStep[];
  readonly declared: readonly Declared[];
  /** When it wants to be woken, and in which state it said so. */
  readonly deadline?: { readonly status: string; readonly dueAt: number };
}

/** An undo that an operator has declared settled outside: journal and record of the operation say so together. */
export interface Declared {
  readonly answer: string;
  readonly reason: string;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ProcessStep {
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly sent: readonly string[];
}

export interface ReservationStream {
  readonly facts: readonly string[];
  readonly made: string;
  readonly released: string;
  readonly shipped: string;
}

export interface PaymentFact {
  readonly type: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** The ledger's sums for one order and currency. */
export interface LedgerReading {
  readonly currency: string;
  readonly debitMinor: number;
  readonly creditMinor: number;
  /** What went to the provider's account, less what came back from it. */
  readonly netMinor: number;
  readonly entries: number;
}

export interface ShipmentReading {
  readonly status: string;
  readonly pieces: string;
}

export interface NotificationReading {
  readonly kind: string;
  readonly status: string;
  readonly createdAt: number;
  /** How often the mail was, or may have been, handed over. */
  readonly attempts: number;
}

export interface OpenJob {
  readonly service: string;
  readonly kind: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Digests of one and the same row: as it stands, folded from the facts, and folded from the topic. */
export interface ViewReading {
  readonly standing?: string;
  readonly standingVersion?: number;
  readonly ofFacts?: string;
  /** Undefined when the topic could not be read. */
  readonly ofTopic?: string;
  /** The highest version that a remembered answer told a caller. */
  readonly toldVersion?: number;
}

export interface PendingMessage {
  readonly id: string;
  readonly type: string;
  /** Who has not handled it, or the topic it is not on. */
  readonly missingAt: string;
}

export interface ProviderReading {
  readonly captured: readonly number[];
  readonly refunded: readonly number[];
  readonly voids: number;
  readonly currency: string;
}

export interface MailReading {
  readonly kind: string;
  readonly messageId: string;
  readonly receivedAt: number;
}
