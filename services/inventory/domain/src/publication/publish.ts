import type { Message } from '@tidemark/contracts';
import { assertNever } from '@tidemark/kernel';
import type { CountFact, Reservation, ReservationFact, Stock } from '../stock/stock.ts';

/** What an order's other services hear of its reservation. That it was shipped, shipping itself has told. */
export const publishReservation = (fact: ReservationFact, _stateAfter: Reservation): readonly Message[] => {
  switch (fact.type) {
    case 'ReservationMade':
      return [{ type: 'StockReserved', orderId: fact.orderId }];
    case 'ReservationRefused':
      return [
        { type: 'StockReservationRefused', orderId: fact.orderId, reason: fact.reason, shortages: fact.shortages },
      ];
    case 'ReservationReleased':
      return [{ type: 'StockReleased', orderId: fact.orderId }];
    case 'ReservationShipped':
      return [];
    default:
      return assertNever(fact);
  }
};

/** Counts are private: nobody outside decides by them. */
export const publishCount = (_fact: CountFact, _stateAfter: Stock): readonly Message[] => [];
