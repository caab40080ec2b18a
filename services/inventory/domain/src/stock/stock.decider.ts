import type { ReleaseStock, ReserveStock } from '@tidemark/contracts';
import type { Accepted, Decider, Decision } from '@tidemark/kernel';
import { accept, assertNever, reject, repeat } from '@tidemark/kernel';
import type {
  CountFact,
  Reservation,
  ReservationFact,
  ReservationMade,
  ReservationRefused,
  Shelves,
  ShipStock,
  Shortage,
  Stock,
  StockCommand,
  StockFact,
  StockLine,
  StockRejection,
} from './stock.ts';
import { UnlawfulQuantity } from './stock.ts';

export const initialReservation: Reservation = {};

export const evolveReservation = (reservation: Reservation, fact: ReservationFact): Reservation => {
  switch (fact.type) {
    case 'ReservationMade':
    case 'ReservationRefused':
      return { ...reservation, answer: fact };
    case 'ReservationReleased':
      return { ...reservation, released: fact };
    case 'ReservationShipped':
      return { ...reservation, shipped: fact };
    default:
      return assertNever(fact);
  }
};

export const initialStock: Stock = { onHand: 0, reserved: 0, shipped: 0 };

export const evolveStock = (stock: Stock, fact: CountFact): Stock => {
  switch (fact.type) {
    case 'StockReceived':
      return { ...stock, onHand: stock.onHand + fact.quantity };
    case 'CountCorrected':
      return { ...stock, onHand: fact.counted };
    case 'StockReserved':
      return { ...stock, reserved: stock.reserved + fact.quantity };
    case 'StockReleased':
      return { ...stock, reserved: stock.reserved - fact.quantity };
    case 'StockShipped':
      return {
        onHand: stock.onHand - fact.quantity,
        reserved: stock.reserved - fact.quantity,
        shipped: stock.shipped + fact.quantity,
      };
    default:
      return assertNever(fact);
  }
};

/** Tells the two kinds of streams apart: facts about an order, and counts of a SKU. */
export const isReservationFact = (fact: StockFact): fact is ReservationFact => 'orderId' in fact;

/** Pieces that can still be promised. */
export const availableOf = (stock: Stock): number => stock.onHand - stock.reserved;

/**
 * All lines or none. The reservation remembers its answers for ever, the stock of each SKU holds counts only.
 *
 * Throws {@link UnlawfulQuantity} when a sender breaks the contract's rules: answering it would book pieces that do not
 * exist.
 */
export const decide = (command: StockCommand, shelves: Shelves): Decision<StockFact, StockRejection> => {
  switch (command.type) {
    case 'ReserveStock':
      return reserve(command, shelves);
    case 'ReleaseStock':
      return release(command, shelves.reservation);
    case 'ShipStock':
      return ship(command, shelves.reservation);
    case 'ReceiveStock':
      assertPieces(command.sku, command.quantity);
      return accept({ type: 'StockReceived', sku: command.sku, quantity: command.quantity });
    case 'CorrectCount': {
      if (!Number.isSafeInteger(command.counted)) throw new UnlawfulQuantity(command.sku, command.counted);
      const { onHand, reserved } = stockOf(shelves, command.sku);
      if (command.counted < reserved) return reject({ code: 'COUNT_BELOW_RESERVED', reserved });
      if (command.counted === onHand) return accept();
      return accept({ type: 'CountCorrected', sku: command.sku, counted: command.counted });
    }
    default:
      return assertNever(command);
  }
};

/** The rules over what one command reads; its history tells of one order and of any number of SKUs. */
export const stockDecider: Decider<StockCommand, Shelves, StockFact, StockRejection> = {
  initial: { reservation: initialReservation, stock: {} },
  decide,
  evolve: (shelves, fact) =>
    isReservationFact(fact)
      ? { ...shelves, reservation: evolveReservation(shelves.reservation, fact) }
      : { ...shelves, stock: { ...shelves.stock, [fact.sku]: evolveStock(stockOf(shelves, fact.sku), fact) } },
};

/** A SKU of which nothing is known has no pieces; names such as `constructor` are SKUs like any other. */
export const stockOf = ({ stock }: Pick<Shelves, 'stock'>, sku: string): Stock =>
  (Object.hasOwn(stock, sku) ? stock[sku] : undefined) ?? initialStock;

const reserve = (command: ReserveStock, shelves: Shelves): Decision<StockFact> => {
  const { answer, released } = shelves.reservation;
  if (answer) return repeat(answer);
  if (released) return accept(refused(command.orderId, 'RELEASED_BEFORE'));
  const lines = summed(command.lines);
  const shortages = lines.flatMap((line) => shortageOf(line, shelves));
  return shortages.length > 0
    ? accept(refused(command.orderId, 'SHORT', shortages))
    : accept<StockFact>(made(command.orderId, lines), ...lines.map(taken));
};

const release = ({ orderId }: ReleaseStock, reservation: Reservation): Decision<StockFact> => {
  if (reservation.released) return repeat(reservation.released);
  // The held lines, not the command's: those are repeated there only so that their streams can be read beforehand.
  const lines = heldBy(reservation);
  return accept<StockFact>({ type: 'ReservationReleased', orderId, lines }, ...lines.map(freed));
};

/**
 * Books what the order held as shipped.
 *
 * An order that holds nothing books nothing: whatever left the warehouse for it was never held back, so taking it off
 * the shelf here could take pieces that are promised to others. The sum received + corrections = on hand + shipped
 * stays true, and the next count of the shelf tells what is really there. Counting can never take a held piece away
 * (COUNT_BELOW_RESERVED), so what is held can always be shipped.
 */
const ship = ({ orderId }: ShipStock, reservation: Reservation): Accepted<StockFact> => {
  if (reservation.answer?.type !== 'ReservationMade' || reservation.released || reservation.shipped) return accept();
  const { lines } = reservation.answer;
  return accept<StockFact>({ type: 'ReservationShipped', orderId, lines }, ...lines.map(shipped));
};

const heldBy = ({ answer, released, shipped: left }: Reservation): readonly StockLine[] =>
  answer?.type === 'ReservationMade' && !released && !left ? answer.lines : [];

const shortageOf = ({ sku, quantity }: StockLine, shelves: Shelves): readonly Shortage[] => {
  const available = availableOf(stockOf(shelves, sku));
  return available < quantity ? [{ sku, requested: quantity, available }] : [];
};

/** Each SKU once, in the order of its first line. */
const summed = (lines: readonly StockLine[]): readonly StockLine[] => {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    assertPieces(sku, quantity);
    pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  }
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }));
};

const assertPieces = (sku: string, quantity: number): void => {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new UnlawfulQuantity(sku, quantity);
};

const made = (orderId: string, lines: readonly StockLine[]): ReservationMade => ({
  type: 'ReservationMade',
  orderId,
  lines,
});

const refused = (
  orderId: string,
  reason: ReservationRefused['reason'],
  shortages: readonly Shortage[] = [],
): ReservationRefused => ({ type: 'ReservationRefused', orderId, reason, shortages });

const taken = ({ sku, quantity }: StockLine): CountFact => ({ type: 'StockReserved', sku, quantity });

const freed = ({ sku, quantity }: StockLine): CountFact => ({ type: 'StockReleased', sku, quantity });

const shipped = ({ sku, quantity }: StockLine): CountFact => ({ type: 'StockShipped', sku, quantity });
