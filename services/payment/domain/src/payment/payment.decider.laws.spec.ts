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
import { publishPayment } from '../publication/publish.ts';
import { paymentDecider } from './payment.decider.ts';
import {
  capture,
  captured,
  declined,
  record,
  recordCaptured,
  recordDeclined,
  recordRefunded,
  recordVoided,
  refund,
  refunded,
  refundRequested,
  requested,
  voided,
} from './payment.fixtures.ts';
import type { Payment, PaymentAction, PaymentFact } from './payment.ts';

const commands = fc.constantFrom<PaymentAction>(
  ...[capture, { ...capture, amountMinor: 5_000 }, refund],
  ...[recordCaptured, recordDeclined, recordRefunded, recordVoided, record({ kind: 'refunded' })],
);
const facts = fc.constantFrom<PaymentFact>(requested, captured, declined, refundRequested, refunded, voided);
const rules = { decider: paymentDecider, commands };

const after = (payment: Payment, done: readonly PaymentAction[]): Payment =>
  done.reduce((state, command) => {
    const decision = paymentDecider.decide(command, state);
    return decision.kind === 'accepted' ? decision.facts.reduce(paymentDecider.evolve, state) : state;
  }, payment);

describe('payment', () => {
  it('decides every command in every state', () => {
    decidesTotally(rules);
  });

  it('folds every fact in every state', () => {
    evolvesTotally({ decider: paymentDecider, facts });
  });

  it('changes no state and answers the same when the same command returns (law 1)', () => {
    sameCommandAgain(rules);
  });

  it('never changes an answer once given, refusals too (law 2)', () => {
    answersNeverChange(rules);
  });

  it('never rejects what another service asks (law 3)', () => {
    othersAreNeverRejected({ ...rules, asked: ({ type }) => type !== 'RecordOutcome' });
  });

  it('tells an answer again in the words of the first time (law 4)', () => {
    answersReadTheSame({ ...rules, publish: publishPayment });
  });

  it('never has something to record of a word that once said nothing new', () => {
    const history = fc.array(commands, { maxLength: 6 });
    const words = commands.filter(({ type }) => type === 'RecordOutcome');
    const nothing = { kind: 'accepted', facts: [] };
    fc.assert(
      fc.property(history, history, words, (earlier, later, word) => {
        const before = after(paymentDecider.initial, earlier);
        const decision = paymentDecider.decide(word, before);
        fc.pre(decision.kind === 'accepted' && decision.facts.length === 0);
        expect(paymentDecider.decide(word, after(before, later))).toEqual(nothing);
      }),
    );
  });
});
