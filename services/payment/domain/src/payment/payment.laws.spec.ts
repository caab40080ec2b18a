import type { Message } from '@tidemark/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../ledger/ledger.projection.ts';
import { publishPayment } from '../publication/publish.ts';
import { paymentDecider } from './payment.decider.ts';
import { capture, record, refund } from './payment.fixtures.ts';
import type {
  Payment,
  PaymentAction,
  PaymentFact,
  PaymentRejection,
  ProviderCall,
  ProviderOutcome,
} from './payment.ts';
import { providerCallsOf } from './provider-calls.ts';
import type { ProviderAccount, Verdict } from './provider.fixtures.ts';
import { called, emptyAccount } from './provider.fixtures.ts';

/** What may happen next: a command, an attempt at a call whose answer is heard or lost, a webhook, however late. */
type Step =
  | { readonly kind: 'command'; readonly command: PaymentAction }
  | { readonly kind: 'attempt'; readonly which: number; readonly isHeard: boolean }
  | { readonly kind: 'webhook'; readonly which: number };

/** The payment and the provider beside each other, with everything that is on its way between them. */
class Till {
  payment: Payment = paymentDecider.initial;
  account: ProviderAccount = emptyAccount;
  readonly facts: PaymentFact[] = [];
  readonly answers: Message[] = [];
  readonly rejections: PaymentRejection[] = [];
  readonly #pending: ProviderCall[] = [];
  readonly #said: ProviderOutcome[] = [];
  readonly #verdict: Verdict;

  constructor(verdict: Verdict) {
    this.#verdict = verdict;
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'command':
        this.#decide(step.command);
        return;
      case 'attempt': {
        const call = this.#pending[step.which % Math.max(1, this.#pending.length)];
        if (call) this.#attempt(call, step.isHeard);
        return;
      }
      case 'webhook': {
        const outcome = this.#said[step.which % Math.max(1, this.#said.length)];
        if (outcome) this.#decide(record(outcome));
        return;
      }
    }
  }

  /** Every call is made until its answer is heard, and every webhook arrives once more. */
  settle(): void {
    for (let call = this.#pending[0]; call; call = this.#pending[0]) this.#attempt(call, true);
    for (const outcome of [...this.#said]) this.#decide(record(outcome));
  }

  #attempt(call: ProviderCall, isHeard: boolean): void {
    const { account, says } = called(this.account, call, this.#verdict);
    this.account = account;
    this.#said.push(says);
    if (!isHeard) return;
    this.#pending.splice(this.#pending.indexOf(call), 1);
    this.#decide(record(says));
  }

  #decide(command: PaymentAction): void {
    const decision = paymentDecider.decide(command, this.payment);
    if (decision.kind === 'rejected') this.rejections.push(decision.rejection);
    if (decision.kind === 'repeated') this.answers.push(...publishPayment(decision.answer, this.payment));
    if (decision.kind !== 'accepted') return;
    for (const fact of decision.facts) {
      this.payment = paymentDecider.evolve(this.payment, fact);
      this.facts.push(fact);
      this.answers.push(...publishPayment(fact, this.payment));
      this.#pending.push(...providerCallsOf(fact, this.payment));
    }
  }
}

const steps = fc.array(
  fc.oneof(
    fc.constantFrom<Step>({ kind: 'command', command: capture }, { kind: 'command', command: refund }),
    fc.record({ kind: fc.constant('attempt' as const), which: fc.nat(3), isHeard: fc.boolean() }),
    fc.record({ kind: fc.constant('webhook' as const), which: fc.nat(9) }),
  ),
  { maxLength: 20, size: 'max' },
);
const verdicts = fc.constantFrom<Verdict>('captured', 'declined');

/** Tries a rule on what is left when everything that happened has settled. */
const whenSettled = (rule: (till: Till) => void): void => {
  fc.assert(
    fc.property(verdicts, steps, (verdict, happened) => {
      const till = new Till(verdict);
      for (const step of happened) till.take(step);
      till.settle();
      rule(till);
    }),
    { numRuns: 2_000 },
  );
};

const wasAsked = (till: Till, type: PaymentFact['type']): boolean => till.facts.some((fact) => fact.type === type);

const answersOf = (till: Till, ...types: readonly Message['type'][]): ReadonlySet<string> =>
  new Set(till.answers.filter(({ type }) => types.includes(type)).map((answer) => JSON.stringify(answer)));

describe('a payment and its provider, whatever is lost, late or doubled between them', () => {
  it('never contradict each other', () => {
    whenSettled(({ rejections }) => {
      expect(rejections).toEqual([]);
    });
  });

  it('keep the same ledger', () => {
    whenSettled(({ facts, account }) => {
      const entries = facts.flatMap((fact, index) =>
        entriesOf(fact, { streamId: 'payment-order-1', version: index + 1 }),
      );
      const onSide = (side: 'debit' | 'credit'): number =>
        entries
          .filter((entry) => entry.account === 'provider-receivable' && entry.side === side)
          .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      expect({ takenMinor: onSide('debit'), returnedMinor: onSide('credit') }).toEqual({
        takenMinor: account.takenMinor,
        returnedMinor: account.returnedMinor,
      });
    });
  });

  it('leave a refunded order costing nothing, with one answer: refunded if money moved, else voided (laws 5, 6)', () => {
    whenSettled((till) => {
      till.take({ kind: 'command', command: refund });
      till.settle();
      const { takenMinor, returnedMinor } = till.account;
      expect(takenMinor - returnedMinor).toBe(0);
      expect(till.payment.status).toBe(takenMinor > 0 ? 'Refunded' : 'Voided');
      expect(answersOf(till, 'PaymentRefunded', 'PaymentVoided').size).toBe(1);
      till.take({ kind: 'command', command: capture });
      till.settle();
      expect(till.account.takenMinor).toBe(takenMinor);
    });
  });

  it('answer a capture that nobody undid as the card deserves', () => {
    whenSettled((till) => {
      if (wasAsked(till, 'PaymentRefundRequested') || wasAsked(till, 'PaymentVoided')) return;
      till.take({ kind: 'command', command: capture });
      till.settle();
      expect(till.payment.status).toBe(till.account.charge === 'captured' ? 'Captured' : 'Declined');
      expect(answersOf(till, 'PaymentCaptured', 'PaymentDeclined').size).toBe(1);
    });
  });

  it('move money at most once each way', () => {
    whenSettled((till) => {
      for (const type of ['PaymentRequested', 'PaymentCaptured', 'PaymentRefundRequested', 'PaymentRefunded']) {
        expect(till.facts.filter((fact) => fact.type === type).length, type).toBeLessThanOrEqual(1);
      }
    });
  });
});
