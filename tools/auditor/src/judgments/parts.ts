import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase, PaymentFact } from '../order-case.ts';
import { standingOf } from './ends.ts';

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

/** What each part must say while the order stands so. */
const PARTS: Readonly<Record<string, { holding: string; paid: boolean; shipments: readonly string[] }>> = {
  Confirmed: { holding: 'held', paid: true, shipments: ['Scheduled'] },
  Dispatched: { holding: 'shipped', paid: true, shipments: ['Dispatched', 'Delivered'] },
  Delivered: { holding: 'shipped', paid: true, shipments: ['Delivered'] },
  Canceled: { holding: 'nothing', paid: false, shipments: ['none', 'Unknown', 'Refused', 'Canceled'] },
};

/** I4: Confirmed ⇔ reserved, paid, scheduled; Dispatched ⇔ shipped and paid; Canceled ⇔ nothing of all that. */
export const judgeParts = (known: OrderCase): readonly Violation[] => {
  const { orderId, order, payment, shipment, reservation } = known;
  const wrong = ofOrder('I4', orderId);
  const holding = holdingOf(known);
  const net = netOf(payment);
  if (order === undefined) {
    return holding === 'nothing' && net === 0 && shipment === undefined
      ? []
      : [wrong('an order behind every reservation, payment and shipment', 'none in the order service')];
  }
  const standing = standingOf(order);
  const parts = PARTS[standing];
  if (parts === undefined) return [wrong('Confirmed, Dispatched, Delivered or Canceled at rest', standing)];
  const shipped = shipment?.status ?? 'none';
  const owed = parts.paid ? order.totalMinor : 0;
  return [
    ...(holding === parts.holding ? [] : [wrong(`stock ${parts.holding} while ${standing}`, `stock ${holding}`)]),
    ...(net === owed ? [] : [wrong(`${owed} paid while ${standing}`, `${net} paid`)]),
    ...(parts.shipments.includes(shipped)
      ? []
      : [wrong(`shipment ${parts.shipments.join(' or ')} while ${standing}`, `shipment ${shipped}`)]),
    ...(reservation?.made !== undefined && reservation.made !== '' && reservation.made !== order.pieces
      ? [wrong(`${order.pieces} reserved`, reservation.made)]
      : []),
    ...(shipment !== undefined && shipment.pieces !== '' && shipment.pieces !== order.pieces
      ? [wrong(`${order.pieces} in the shipment`, shipment.pieces)]
      : []),
  ];
};
