import type { OrderCase, PaymentFact } from '../order-case.ts';

/** Money that was captured and not returned, as the payment's facts say. */
export const netOf = (payment: readonly PaymentFact[]): number =>
  payment.reduce((net, { type, amountMinor }) => {
    if (type === 'PaymentCaptured') return net + amountMinor;
    return type === 'PaymentRefunded' ? net - amountMinor : net;
  }, 0);

/** What is held back for the order, what has left the warehouse, or neither. */
export const holdingOf = ({ reservation }: Pick<OrderCase, 'reservation'>): 'held' | 'shipped' | 'nothing' => {
  const facts = reservation?.facts ?? [];
  if (!facts.includes('ReservationMade') || facts.includes('ReservationReleased')) return 'nothing';
  return facts.includes('ReservationShipped') ? 'shipped' : 'held';
};
