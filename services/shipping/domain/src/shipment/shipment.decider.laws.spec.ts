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
import { publishShipment } from '../publication/publish.ts';
import { shipmentDecider } from './shipment.decider.ts';
import {
  cancel,
  canceled,
  cancellationRefused,
  confirm,
  confirmationHeard,
  deliver,
  delivered,
  dispatch,
  dispatched,
  orderId,
  refused,
  schedule,
  scheduled,
} from './shipment.fixtures.ts';
import type { ShipmentCommand, ShipmentFact, ShipmentRejection } from './shipment.ts';

const commands = fc.constantFrom<ShipmentCommand>(
  schedule(),
  schedule('AQ'),
  cancel,
  confirm,
  dispatch(),
  dispatch('TRACK-2'),
  deliver,
);
const facts = fc.constantFrom<ShipmentFact>(
  ...[scheduled, refused('ADDRESS_NOT_SERVED'), refused('CANCELED_BEFORE'), canceled, cancellationRefused],
  ...[confirmationHeard, dispatched, delivered],
);
const histories = fc.array(commands, { maxLength: 16, size: 'max' });
const rules = { decider: shipmentDecider, commands };

const factsOf = (history: readonly ShipmentCommand[]): readonly ShipmentFact[] => {
  const found: ShipmentFact[] = [];
  for (const command of history) {
    const decision = shipmentDecider.decide(command, fold(shipmentDecider, found));
    if (decision.kind === 'accepted') found.push(...decision.facts);
  }
  return found;
};

/** What the asker hears: the first of the new facts, or the recorded one. */
const answerOf = (decision: Decision<ShipmentFact, ShipmentRejection>): ShipmentFact | undefined => {
  switch (decision.kind) {
    case 'accepted':
      return decision.facts[0];
    case 'repeated':
      return decision.answer;
    case 'rejected':
      return undefined;
  }
};

describe('shipping', () => {
  it('decides every command in every state', () => {
    decidesTotally(rules);
  });

  it('folds every fact in every state', () => {
    evolvesTotally({ decider: shipmentDecider, facts });
  });

  it('changes no state and answers the same when the same command returns (law 1)', () => {
    sameCommandAgain(rules);
  });

  it('never changes an answer once given, refusals too (law 2)', () => {
    answersNeverChange(rules);
  });

  it('never rejects what another service asks (law 3)', () => {
    const fromOthers: readonly string[] = ['ScheduleShipment', 'CancelShipment', 'ConfirmShipment'];
    othersAreNeverRejected({ ...rules, asked: ({ type }) => fromOthers.includes(type) });
  });

  it('tells an answer again in the words of the first time (law 4)', () => {
    answersReadTheSame({ ...rules, publish: publishShipment });
  });

  it('refuses a shipment whose cancellation overtook it, and never sends it (law 6)', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const found = factsOf([cancel, ...history, schedule()]);
        expect(found[0]).toEqual(canceled);
        expect(found).toContainEqual(refused('CANCELED_BEFORE'));
        expect(found).not.toContainEqual(dispatched);
      }),
    );
  });

  it('ships an order or cancels it, never both', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const happened = new Set(factsOf(history).map(({ type }) => type));
        expect(happened.has('ShipmentDispatched') && happened.has('ShipmentCanceled')).toBe(false);
        if (happened.has('ShipmentDispatched')) expect(happened).toContain('OrderConfirmationHeard');
        if (happened.has('ShipmentDelivered')) expect(happened).toContain('ShipmentDispatched');
      }),
    );
  });

  it('answers every cancellation, and says no only after the dispatch (law 6)', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const found = factsOf(history);
        const decision = shipmentDecider.decide(cancel, fold(shipmentDecider, found));
        const answer = answerOf(decision);
        expect(answer).toEqual(
          found.some(({ type }) => type === 'ShipmentDispatched') ? cancellationRefused : canceled,
        );
      }),
    );
  });

  it('keeps everything it remembers in the row', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const row = fold(shipmentDecider, factsOf(history));
        expect(JSON.parse(JSON.stringify(row))).toEqual(row);
        expect(row.orderId).toBe(factsOf(history).length === 0 ? '' : orderId);
      }),
    );
  });
});
