import type { Bug, Check } from '../bug.ts';

const stock = 'services/inventory/domain/src/stock/stock.decider.ts';
const stockLaws: Check = { kind: 'law', spec: 'services/inventory/domain/src/stock/stock.decider.laws.spec.ts' };
const payment = 'services/payment/domain/src/payment/payment.decider.ts';
const paymentLaws: Check = { kind: 'law', spec: 'services/payment/domain/src/payment/payment.laws.spec.ts' };

/** The rules of stock, money and shipments. */
export const ruleBugs: readonly Bug[] = [
  {
    name: 'refusal-forgotten',
    breaks: 'A refused reservation is made after all when its command comes again.',
    file: stock,
    from: "    case 'ReservationRefused':\n      return { ...reservation, answer: fact };",
    to: "      return { ...reservation, answer: fact };\n    case 'ReservationRefused':\n      return reservation;",
    check: stockLaws,
  },
  {
    name: 'released-twice',
    breaks: 'A release that comes twice gives back the stock twice.',
    file: stock,
    from: 'if (reservation.released) return repeat(reservation.released);',
    to: [
      'if (reservation.released)',
      "    return accept<StockFact>(reservation.released, ...(reservation.answer?.type === 'ReservationMade' ? reservation.answer.lines : []).map(freed));",
    ].join('\n'),
    check: stockLaws,
  },
  {
    name: 'shipped-stock-released',
    breaks: 'A release gives back stock that has left the warehouse.',
    file: stock,
    from: '&& !released && !left ?',
    to: '&& !released ?',
    check: stockLaws,
  },
  {
    name: 'oversold-by-one',
    breaks: 'One piece more is promised than there is.',
    file: stock,
    from: 'return available < quantity ?',
    to: 'return available + 1 < quantity ?',
    check: stockLaws,
  },
  {
    name: 'overtaken-release-forgotten',
    breaks: 'A reservation that its release overtook holds stock for ever.',
    file: stock,
    from: "if (released) return accept(refused(command.orderId, 'RELEASED_BEFORE'));",
    to: '',
    check: {
      kind: 'simulation',
      spec: 'tests/simulation/src/simulation.spec.ts',
      title: 'brings every order of 10,000 seeds to its right end with the inbox',
    },
  },
  {
    name: 'refunded-more-than-captured',
    breaks: 'The provider’s word of a refund is booked each time that it comes.',
    file: payment,
    from: "return isHeardBefore(command.outcome, ['captured', 'refunded']) ? accept() : contradicted(command, payment);",
    to: 'return accept(refunded(command.orderId, payment.captured));',
    check: paymentLaws,
  },
  {
    name: 'captured-after-void',
    breaks: 'A capture that its refund overtook is asked of the provider after all.',
    file: payment,
    from: 'return repeat(payment.declined ?? payment.voided);',
    to: "return accept({ type: 'PaymentRequested', orderId, amountMinor, currency, cardToken, providerKey: providerKeyOf(orderId) });",
    check: paymentLaws,
  },
  {
    name: 'canceled-after-dispatch',
    breaks: 'A shipment that has left is canceled.',
    file: 'services/shipping/domain/src/shipment/shipment.decider.ts',
    from: "return accept(status === 'Dispatched' || status === 'Delivered' ? tooLate : canceled);",
    to: "return accept(status === 'Delivered' ? tooLate : canceled);",
    check: { kind: 'law', spec: 'services/shipping/domain/src/shipment/shipment.decider.laws.spec.ts' },
  },
];
