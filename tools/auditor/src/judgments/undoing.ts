import { isDeclared } from '../exceptions.ts';
import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase } from '../order-case.ts';
import { netOf } from './holdings.ts';

/** I10: what an abandoned order asked for was undone, or declared to be settled outside, and each undo took effect once. */
export const judgeUndoing = (known: OrderCase): readonly Violation[] => {
  const { orderId, process, reservation, payment, shipment, provider } = known;
  const wrong = ofOrder('I10', orderId);
  const once = [
    ['refund in the payment’s facts', payment.filter(({ type }) => type === 'PaymentRefunded').length],
    ['release in the reservation’s facts', countOf(reservation?.facts, 'ReservationReleased')],
    ['refund at the provider', provider?.refunded.length ?? 0],
    ['void at the provider', provider?.voids ?? 0],
  ] as const;
  const twice = once
    .filter(([, times]) => times > 1)
    .map(([what, times]) => wrong(`one ${what} at most`, String(times)));
  if (process?.status !== 'Abandoned') return twice;
  const asked = new Set(process.steps.flatMap(({ sent }) => sent));
  const violations = [...twice];
  if (asked.has('ReserveStock') && !isStockUndone(reservation?.facts ?? []) && !isDeclared(known, 'stock')) {
    violations.push(wrong('ReserveStock refused or released', reservation?.facts.join(', ') ?? 'no word of inventory'));
  }
  if (asked.has('CapturePayment') && !isMoneyUndone(payment) && !isDeclared(known, 'payment')) {
    const said = payment.map(({ type }) => type).join(', ');
    violations.push(wrong('CapturePayment declined, refunded or voided', said === '' ? 'no word of payment' : said));
  }
  if (asked.has('ScheduleShipment') && !['Refused', 'Canceled'].includes(shipment?.status ?? '')) {
    violations.push(wrong('ScheduleShipment refused or canceled', shipment?.status ?? 'no word of shipping'));
  }
  return violations;
};

const isStockUndone = (facts: readonly string[]): boolean =>
  facts.includes('ReservationRefused') || countOf(facts, 'ReservationReleased') === 1;

const isMoneyUndone = (payment: OrderCase['payment']): boolean =>
  netOf(payment) === 0 &&
  payment.some(({ type }) => ['PaymentDeclined', 'PaymentRefunded', 'PaymentVoided'].includes(type));

const countOf = (facts: readonly string[] = [], type: string): number => facts.filter((fact) => fact === type).length;
