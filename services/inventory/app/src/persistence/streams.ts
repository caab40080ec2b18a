import type { Aggregate, EventSourced, Home, Read } from '@tidemark/event-store';
import { change, home } from '@tidemark/event-store';
import type {
  CountFact,
  Reservation,
  ReservationFact,
  Shelves,
  Stock,
  StockCommand,
  StockFact,
  StockRejection,
} from '@tidemark/inventory-domain';
import {
  evolveReservation,
  evolveStock,
  initialReservation,
  initialStock,
  isReservationFact,
  publishCount,
  publishReservation,
  stockDecider,
} from '@tidemark/inventory-domain';

/** The streams `reservation-<orderId>`: what was answered to an order, for ever. */
export const reservationStream: EventSourced<Reservation, ReservationFact> = {
  stored: 'facts',
  category: 'reservation',
  definition: 1,
  initial: initialReservation,
  evolve: evolveReservation,
  publish: publishReservation,
};

/** The streams `stock-<sku>`: counts only, so that the head of a product that sells well stays small. */
export const stockStream: EventSourced<Stock, CountFact> = {
  stored: 'facts',
  category: 'stock',
  definition: 1,
  initial: initialStock,
  evolve: evolveStock,
  publish: publishCount,
};

/** One command reads an order's reservation and the stock of every SKU that it names, and changes them together. */
export const shelves: Aggregate<StockCommand, Shelves, StockFact, StockRejection> = {
  decide: stockDecider.decide,
  reads: (command) => [
    ...('orderId' in command ? [change(reservationStream, command.orderId)] : []),
    ...skusOf(command).map((sku): Read => change(stockStream, sku)),
  ],
  state: (command, read) => ({
    reservation: 'orderId' in command ? read(reservationStream, command.orderId) : initialReservation,
    stock: Object.fromEntries(skusOf(command).map((sku) => [sku, read(stockStream, sku)])),
  }),
  home: (fact) => (isReservationFact(fact) ? homeOfReservation(fact) : homeOfCount(fact)),
};

const skusOf = (command: StockCommand): readonly string[] =>
  'lines' in command ? command.lines.map(({ sku }) => sku) : [command.sku];

// A home holds one of the two kinds of facts; `shelves.home` has told which, so the other kind never comes to it.
const homeOfReservation = ({ orderId }: ReservationFact): Home<StockFact> =>
  home(reservationStream, orderId) as unknown as Home<StockFact>;

const homeOfCount = ({ sku }: CountFact): Home<StockFact> => home(stockStream, sku) as unknown as Home<StockFact>;
