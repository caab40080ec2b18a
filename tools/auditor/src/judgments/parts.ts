import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import { mayHoldStock, mayKeepMoney } from '../exceptions.ts';
import type { OrderCase } from '../order-case.ts';
import { standingOf } from './ends.ts';
import { holdingOf, netOf } from './holdings.ts';

/** What each part must say while the order stands so. */
const PARTS: Readonly<Record<string, { holding: string; paid: boolean; shipments: readonly string[] }>> = {
  Confirmed: { holding: 'held', paid: true, shipments: ['Scheduled'] },
  Dispatched: { holding: 'shipped', paid: true, shipments: ['Dispatched', 'Delivered'] },
  Delivered: { holding: 'shipped', paid: true, shipments: ['Delivered'] },
  Canceled: { holding: 'nothing', paid: false, shipments: ['none', 'Unknown', 'Refused', 'Canceled'] },
};

/**
 * I4: Confirmed ⇔ reserved, paid, scheduled; Dispatched ⇔ shipped and paid; Canceled ⇔ nothing of all that, but for what
 * an operator has declared to be settled outside.
 */
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
    ...(holding === parts.holding || mayHoldStock(known)
      ? []
      : [wrong(`stock ${parts.holding} while ${standing}`, `stock ${holding}`)]),
    ...(net === owed || mayKeepMoney(known) ? [] : [wrong(`${owed} paid while ${standing}`, `${net} paid`)]),
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
