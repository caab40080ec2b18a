import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captured, declined, refunded, refundRequested, requested, voided } from '../payment/payment.fixtures.ts';
import type { PaymentFact } from '../payment/payment.ts';
import type { LedgerSide } from './ledger.projection.ts';
import { entriesOf } from './ledger.projection.ts';

const at = { streamId: 'payment-order-1', version: 2 };

describe('the ledger', () => {
  it('books a capture as owed by the provider and paid by the customer', () => {
    const money = { orderId: 'order-1', amountMinor: 1_999, currency: 'EUR' };
    expect(entriesOf(captured, at)).toEqual([
      { entryId: 'payment-order-1/2/debit', account: 'provider-receivable', side: 'debit', ...money },
      { entryId: 'payment-order-1/2/credit', account: 'customer-payments', side: 'credit', ...money },
    ]);
  });

  it('books a refund the other way round', () => {
    expect(entriesOf(refunded, at).map(({ account, side }) => [account, side])).toEqual([
      ['customer-payments', 'debit'],
      ['provider-receivable', 'credit'],
    ]);
  });

  it('books nothing where no money moves', () => {
    for (const fact of [requested, declined, refundRequested, voided]) expect(entriesOf(fact, at)).toEqual([]);
  });

  it('has equal debits and credits in each currency, after any facts', () => {
    const money = {
      amountMinor: fc.integer({ min: 1, max: 1_000_000 }),
      currency: fc.constantFrom('EUR', 'USD', 'JPY'),
    };
    const facts = fc.array(
      fc.oneof(
        fc.record(money).map((moved): PaymentFact => ({ ...captured, ...moved })),
        fc.record(money).map((moved): PaymentFact => ({ ...refunded, ...moved })),
        fc.constantFrom<PaymentFact>(requested, declined, refundRequested, voided),
      ),
    );
    fc.assert(
      fc.property(facts, (history) => {
        const entries = history.flatMap((fact, index) => entriesOf(fact, { ...at, version: index + 1 }));
        const sumOf = (side: LedgerSide, currency: string): number =>
          entries
            .filter((entry) => entry.side === side && entry.currency === currency)
            .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        for (const currency of ['EUR', 'USD', 'JPY']) {
          expect(sumOf('debit', currency), currency).toBe(sumOf('credit', currency));
        }
        expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(entries.length);
      }),
    );
  });
});
