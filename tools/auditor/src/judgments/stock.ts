import type { Violation } from '../invariants.ts';

/** One SKU: its facts in order, what its head says, and what reservations and their ends say of it. */
export interface StockReading {
  readonly sku: string;
  readonly facts: readonly CountReading[];
  readonly head?: Counts;
  /** Pieces of reservations that were made and neither released nor shipped. */
  readonly heldByOrders: number;
  readonly shippedByOrders: number;
}

/** A fact of a stock stream: pieces moved, or pieces counted. */
export interface CountReading {
  readonly type: string;
  readonly pieces: number;
}

export interface Counts {
  readonly onHand: number;
  readonly reserved: number;
  readonly shipped: number;
}

/** Pieces that a stock stream moved for an order, where they differ from what that order's reservation says. */
export interface UnexplainedMove {
  readonly sku: string;
  readonly orderId?: string;
  readonly what: string;
  readonly byStock: number;
  readonly byOrder: number;
}

interface Book extends Counts {
  readonly received: number;
  readonly corrections: number;
  /** The first moment at which the shelf was impossible. */
  readonly impossible?: string;
}

/** I1: received + corrections = on hand + shipped, 0 ≤ reserved ≤ on hand at every moment, and the head says the same. */
export const judgeStock = ({ sku, facts, head, heldByOrders, shippedByOrders }: StockReading): readonly Violation[] => {
  const book = facts.reduce(booked, EMPTY);
  const wrong = (expected: string, found: string): Violation => ({
    invariant: 'I1',
    subject: `SKU ${sku}`,
    expected,
    found,
  });
  const violations: Violation[] = [];
  if (book.impossible !== undefined) violations.push(wrong('0 ≤ reserved ≤ on hand, always', book.impossible));
  if (book.received + book.corrections !== book.onHand + book.shipped) {
    const { received, corrections, onHand, shipped } = book;
    violations.push(wrong(`${received + corrections} received and corrected`, `${onHand} on hand, ${shipped} shipped`));
  }
  const folded = said(book);
  const standing = head === undefined ? 'no head' : said(head);
  if (standing !== folded) violations.push(wrong(`a head that says ${folded}, as its facts`, standing));
  if (book.reserved !== heldByOrders) {
    violations.push(wrong(`${heldByOrders} reserved, as the orders hold`, String(book.reserved)));
  }
  if (book.shipped !== shippedByOrders) {
    violations.push(wrong(`${shippedByOrders} shipped, as the orders say`, String(book.shipped)));
  }
  return violations;
};

/** I1 by order: what a reservation says is what its SKUs moved, in the same transaction. */
export const judgeMoves = (moves: readonly UnexplainedMove[]): readonly Violation[] =>
  moves.map(({ sku, orderId, what, byStock, byOrder }) => ({
    invariant: 'I1',
    ...(orderId !== undefined && { orderId }),
    subject: orderId === undefined ? `SKU ${sku}` : `order ${orderId}`,
    expected: `${byOrder} of ${sku} ${what}, as its reservation says`,
    found: `${byStock} by the stock of ${sku}`,
  }));

const EMPTY: Book = { onHand: 0, reserved: 0, shipped: 0, received: 0, corrections: 0 };

const booked = (book: Book, fact: CountReading, index: number): Book => {
  const next = moved(book, fact);
  if (next.impossible !== undefined || (next.reserved >= 0 && next.reserved <= next.onHand)) return next;
  return { ...next, impossible: `${said(next)} after fact ${index + 1}, ${fact.type} of ${fact.pieces}` };
};

const moved = (book: Book, { type, pieces }: CountReading): Book => {
  switch (type) {
    case 'StockReceived':
      return { ...book, onHand: book.onHand + pieces, received: book.received + pieces };
    case 'CountCorrected':
      return { ...book, onHand: pieces, corrections: book.corrections + pieces - book.onHand };
    case 'StockReserved':
      return { ...book, reserved: book.reserved + pieces };
    case 'StockReleased':
      return { ...book, reserved: book.reserved - pieces };
    case 'StockShipped':
      return {
        ...book,
        onHand: book.onHand - pieces,
        reserved: book.reserved - pieces,
        shipped: book.shipped + pieces,
      };
    default:
      return { ...book, impossible: `a fact ${type}, which no stock stream has` };
  }
};

const said = ({ onHand, reserved, shipped }: Counts): string =>
  `${onHand} on hand, ${reserved} reserved, ${shipped} shipped`;
