import { describe, expect, it } from 'vitest';
import { initialReservation, initialStock } from '../stock/stock.decider.ts';
import { freed, line, made, received, refusedShort, released, shipped, taken } from '../stock/stock.fixtures.ts';
import { publishCount, publishReservation } from './publish.ts';

describe('what leaves inventory', () => {
  it('is each answer, under its public name, without what was held', () => {
    const shortage = { sku: 'lamp', requested: 2, available: 1 };
    expect(
      [made('order-1', line('lamp', 2)), refusedShort('order-1', shortage), released('order-1', line('lamp', 2))].map(
        (fact) => publishReservation(fact, initialReservation),
      ),
    ).toEqual([
      [{ type: 'StockReserved', orderId: 'order-1' }],
      [{ type: 'StockReservationRefused', orderId: 'order-1', reason: 'SHORT', shortages: [shortage] }],
      [{ type: 'StockReleased', orderId: 'order-1' }],
    ]);
  });

  it('is not what shipping has told already', () => {
    expect(publishReservation(shipped('order-1', line('lamp', 2)), initialReservation)).toEqual([]);
  });

  it('is no count', () => {
    for (const fact of [received('lamp', 5), taken('lamp', 2), freed('lamp', 2)]) {
      expect(publishCount(fact, initialStock)).toEqual([]);
    }
  });
});
