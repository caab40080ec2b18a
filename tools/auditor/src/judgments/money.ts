import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase } from '../order-case.ts';
import { netOf } from './holdings.ts';

/** The sums of the whole ledger in one currency. */
export interface LedgerTotal {
  readonly currency: string;
  readonly debitMinor: number;
  readonly creditMinor: number;
}

/** I2 for all orders together: debits equal credits in every currency. */
export const judgeLedger = (totals: readonly LedgerTotal[]): readonly Violation[] =>
  totals
    .filter(({ debitMinor, creditMinor }) => debitMinor !== creditMinor)
    .map(({ currency, debitMinor, creditMinor }) => ({
      invariant: 'I2',
      subject: `ledger in ${currency}`,
      expected: `credits of ${debitMinor}, as the debits`,
      found: String(creditMinor),
    }));

/** I2 for one order: the ledger books what the facts say, both say what the order is worth, and so does the provider. */
export const judgeMoney = (known: OrderCase): readonly Violation[] => {
  const { orderId, order, payment, ledger, provider } = known;
  const wrong = ofOrder('I2', orderId);
  const net = netOf(payment);
  const violations: Violation[] = [];
  for (const { currency, debitMinor, creditMinor } of ledger) {
    if (debitMinor !== creditMinor) {
      violations.push(wrong(`debits of ${creditMinor} ${currency}, as the credits`, String(debitMinor)));
    }
    if (order !== undefined && currency !== order.currency) violations.push(wrong(`${order.currency} alone`, currency));
  }
  const booked = ledger.reduce((sum, { netMinor }) => sum + netMinor, 0);
  if (booked !== net) violations.push(wrong(`${net} booked, as the payment's facts say`, String(booked)));
  const moves = payment.filter(({ type }) => type === 'PaymentCaptured' || type === 'PaymentRefunded').length;
  const entries = ledger.reduce((sum, reading) => sum + reading.entries, 0);
  if (entries !== 2 * moves) violations.push(wrong(`${2 * moves} entries for ${moves} movements`, String(entries)));
  const captures = payment.filter(({ type }) => type === 'PaymentCaptured');
  if (captures.length > 1) violations.push(wrong('one capture at most', String(captures.length)));
  const other = captures.find(({ amountMinor }) => order !== undefined && amountMinor !== order.totalMinor);
  if (other) violations.push(wrong(`${String(order?.totalMinor)} captured`, String(other.amountMinor)));
  return [...violations, ...judgeProvider(known, net, provider)];
};

/** The provider's word: taken once, for what it says here, and as much returned as here. */
const judgeProvider = (
  { orderId, payment }: OrderCase,
  net: number,
  provider: OrderCase['provider'],
): readonly Violation[] => {
  if (provider === undefined) return [];
  const wrong = ofOrder('I2', orderId);
  const kept = sum(provider.captured) - sum(provider.refunded);
  return [
    ...(kept === net ? [] : [wrong(`the provider to hold ${net}, as we say`, `it holds ${kept}`)]),
    ...(provider.captured.length > 1
      ? [wrong('one charge at the provider', `${provider.captured.length} charges`)]
      : []),
    ...(provider.captured.length > 0 && !payment.some(({ type }) => type === 'PaymentRequested')
      ? [wrong('no charge that nobody asked for', `${sum(provider.captured)} charged`)]
      : []),
  ];
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
