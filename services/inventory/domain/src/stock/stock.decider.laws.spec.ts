import type { Decision } from '@tidemark/kernel';
import { fold } from '@tidemark/kernel';
import {
  answersNeverChange,
  answersReadTheSame,
  decidesTotally,
  evolvesTotally,
  othersAreNeverRejected,
  sameCommandAgain,
} from '@tidemark/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishCount, publishReservation } from '../publication/publish.ts';
import { initialReservation, initialStock, isReservationFact } from './stock.decider.ts';
import { correctCount, line, receive, release, reserve, ship } from './stock.fixtures.ts';
import type { Reservation, StockCommand, StockFact, StockRejection, StockLine } from './stock.ts';
import type { Warehouse } from './warehouse.ts';
import { shelvesOf, warehouseDecider } from './warehouse.ts';

const skus = ['lamp', 'rug', 'constructor'] as const;
const sku = fc.constantFrom(...skus);
const orderId = fc.constantFrom('order-1', 'order-2', 'order-3', 'toString');
const pieces = fc.integer({ min: 1, max: 5 });
const lines = fc.array(
  fc.tuple(sku, pieces).map(([of, quantity]) => line(of, quantity)),
  { minLength: 1, maxLength: 4 },
);
const about = (command: (orderId: string, ...of: readonly StockLine[]) => StockCommand): fc.Arbitrary<StockCommand> =>
  fc.tuple(orderId, lines).map(([order, of]) => command(order, ...of));

const commands = fc.oneof(
  { weight: 3, arbitrary: about(reserve) },
  { weight: 2, arbitrary: about(release) },
  { weight: 2, arbitrary: about(ship) },
  { weight: 2, arbitrary: fc.tuple(sku, pieces).map(([of, quantity]) => receive(of, quantity)) },
  { weight: 1, arbitrary: fc.tuple(sku, fc.integer({ min: -1, max: 9 })).map((count) => correctCount(...count)) },
);
const histories = fc.array(commands, { maxLength: 40, size: 'max' });

const rules = { decider: warehouseDecider, commands, unless: ({ type }: StockCommand) => type === 'ReceiveStock' };

const factsOf = (history: readonly StockCommand[]): readonly StockFact[] => {
  const facts: StockFact[] = [];
  for (const command of history) {
    const decision = warehouseDecider.decide(command, fold(warehouseDecider, facts));
    if (decision.kind === 'accepted') facts.push(...decision.facts);
  }
  return facts;
};

/** What the asker hears: the first of the new facts, or the recorded one. */
const answerOf = (decision: Decision<StockFact, StockRejection>): StockFact | undefined => {
  switch (decision.kind) {
    case 'accepted':
      return decision.facts[0];
    case 'repeated':
      return decision.answer;
    case 'rejected':
      return undefined;
  }
};

/** Pieces that an order holds, told by its reservation alone. */
const heldOf = ({ answer, released, shipped }: Reservation, of: string): number =>
  answer?.type !== 'ReservationMade' || released || shipped
    ? 0
    : answer.lines.reduce((sum, each) => sum + (each.sku === of ? each.quantity : 0), 0);

const stockIn = (warehouse: Warehouse, of: string) =>
  Object.hasOwn(warehouse.stock, of) ? warehouse.stock[of]! : { onHand: 0, reserved: 0, shipped: 0 };

describe('inventory', () => {
  it('decides every command in every state', () => {
    decidesTotally(rules);
  });

  it('folds every fact in every state', () => {
    const facts = histories.map(factsOf).filter((found) => found.length > 0);
    evolvesTotally({ decider: warehouseDecider, facts: facts.chain((found) => fc.constantFrom(...found)) });
  });

  it('changes no state and answers the same when the same command returns (law 1)', () => {
    sameCommandAgain(rules);
  });

  it('never changes an answer once given, refusals too (law 2)', () => {
    answersNeverChange(rules);
  });

  it('never rejects what another service asks (law 3)', () => {
    const fromOthers: readonly string[] = ['ReserveStock', 'ReleaseStock', 'ShipStock'];
    othersAreNeverRejected({ ...rules, asked: ({ type }) => fromOthers.includes(type) });
  });

  it('tells an answer again in the words of the first time (law 4)', () => {
    answersReadTheSame({
      ...rules,
      publish: (fact, warehouse) =>
        isReservationFact(fact)
          ? publishReservation(fact, shelvesOf(warehouse, fact.orderId).reservation)
          : publishCount(fact, initialStock),
    });
  });

  it('refuses a reservation whose release overtook it, and takes nothing for it (law 6)', () => {
    fc.assert(
      fc.property(histories, lines, lines, (history, undo, late) => {
        const facts = [
          ...factsOf(history.filter((command) => !('orderId' in command && command.orderId === 'order-1'))),
        ];
        for (const command of [release('order-1', ...undo), reserve('order-1', ...late)]) {
          const decision = warehouseDecider.decide(command, fold(warehouseDecider, facts));
          expect(decision).toMatchObject({ kind: 'accepted', facts: [{ orderId: 'order-1' }] });
          if (decision.kind === 'accepted') facts.push(...decision.facts);
        }
        expect(facts.at(-1)).toMatchObject({ type: 'ReservationRefused', reason: 'RELEASED_BEFORE' });
      }),
    );
  });

  it('answers every release', () => {
    fc.assert(
      fc.property(histories, lines, (history, undo) => {
        const decision = warehouseDecider.decide(release('order-1', ...undo), fold(warehouseDecider, factsOf(history)));
        const answer = answerOf(decision);
        expect(answer).toMatchObject({ type: 'ReservationReleased', orderId: 'order-1' });
      }),
    );
  });
});

describe('the stock of a product, after any history', () => {
  it('promises no more than lies on the shelf, fact by fact', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let warehouse = warehouseDecider.initial;
        for (const fact of factsOf(history)) {
          warehouse = warehouseDecider.evolve(warehouse, fact);
          for (const { onHand, reserved } of Object.values(warehouse.stock)) {
            expect(reserved).toBeGreaterThanOrEqual(0);
            expect(reserved).toBeLessThanOrEqual(onHand);
          }
        }
      }),
    );
  });

  it('holds received + corrections = on hand + shipped', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const cameIn = new Map<string, number>();
        let warehouse = warehouseDecider.initial;
        for (const fact of factsOf(history)) {
          if (fact.type === 'StockReceived') cameIn.set(fact.sku, (cameIn.get(fact.sku) ?? 0) + fact.quantity);
          if (fact.type === 'CountCorrected') {
            const found = fact.counted - stockIn(warehouse, fact.sku).onHand;
            cameIn.set(fact.sku, (cameIn.get(fact.sku) ?? 0) + found);
          }
          warehouse = warehouseDecider.evolve(warehouse, fact);
        }
        for (const of of skus) {
          const { onHand, shipped } = stockIn(warehouse, of);
          expect(cameIn.get(of) ?? 0, of).toBe(onHand + shipped);
        }
      }),
    );
  });

  it('has left for exactly the orders whose goods were shipped', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const warehouse = fold(warehouseDecider, factsOf(history));
        for (const of of skus) {
          const gone = Object.values(warehouse.reservations).flatMap((each) => each.shipped?.lines ?? []);
          const pieces = gone.reduce((sum, each) => sum + (each.sku === of ? each.quantity : 0), 0);
          expect(stockIn(warehouse, of).shipped, of).toBe(pieces);
        }
      }),
    );
  });

  it('is reserved for exactly the orders that hold it', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const warehouse = fold(warehouseDecider, factsOf(history));
        for (const of of skus) {
          const held = Object.values(warehouse.reservations).reduce((sum, each) => sum + heldOf(each, of), 0);
          expect(stockIn(warehouse, of).reserved, of).toBe(held);
        }
      }),
    );
  });
});

describe('what a command reads', () => {
  it('is nothing for an order that nobody has heard of, whatever its name', () => {
    expect(shelvesOf(warehouseDecider.initial, 'constructor')).toEqual({ reservation: initialReservation, stock: {} });
  });
});
