import type { Decider } from '@tidemark/kernel';
import type { Reservation, Shelves, Stock, StockCommand, StockFact, StockRejection } from './stock.ts';
import { evolveReservation, initialReservation, isReservationFact, stockDecider } from './stock.decider.ts';

/** All that inventory knows, in one state: every order's reservation and every SKU's stock. */
export interface Warehouse {
  readonly reservations: Readonly<Record<string, Reservation>>;
  readonly stock: Readonly<Record<string, Stock>>;
}

/** The same rules over the whole warehouse, for whoever folds all streams into one: a simulation, an audit, a spec. */
export const warehouseDecider: Decider<StockCommand, Warehouse, StockFact, StockRejection> = {
  initial: { reservations: {}, stock: {} },
  decide: (command, warehouse) =>
    stockDecider.decide(command, shelvesOf(warehouse, 'orderId' in command ? command.orderId : undefined)),
  evolve: (warehouse, fact) => {
    if (!isReservationFact(fact)) {
      return { ...warehouse, stock: stockDecider.evolve(shelvesOf(warehouse, undefined), fact).stock };
    }
    const reservation = evolveReservation(shelvesOf(warehouse, fact.orderId).reservation, fact);
    return { ...warehouse, reservations: { ...warehouse.reservations, [fact.orderId]: reservation } };
  },
};

/** What a command about this order, or about none, reads. */
export const shelvesOf = ({ reservations, stock }: Warehouse, orderId: string | undefined): Shelves => {
  const known = orderId !== undefined && Object.hasOwn(reservations, orderId) ? reservations[orderId] : undefined;
  return { reservation: known ?? initialReservation, stock };
};
