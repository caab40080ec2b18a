import type { CapturePayment, RefundPayment } from '@tidemark/contracts';
import type {
  LedgerEntry,
  Payment,
  PaymentAction,
  PaymentFact,
  ProviderCall,
  ProviderOutcome,
} from '@tidemark/payment-domain';
import { entriesOf, providerCallsOf, publishPayment } from '@tidemark/payment-domain';
import type { Bus } from './bus.ts';
import type { House } from './house.ts';
import type { Provider } from './provider.ts';
import type { Sightings } from './sightings.ts';
import { Wrong } from './wrong.ts';

interface Kept {
  payment: Payment;
  readonly facts: PaymentFact[];
}

/** How long a job waits before it makes its call again. */
const PAUSE_MS = 20;

/** The payment service: mirrors its consumer, its ledger, its jobs and its webhook. */
export class Payments {
  readonly #house: House;
  readonly #bus: Bus;
  readonly #provider: Provider;
  readonly #sightings: Sightings | undefined;
  readonly #kept = new Map<string, Kept>();
  readonly ledger = new Map<string, LedgerEntry>();

  constructor(house: House, bus: Bus, provider: Provider, sightings: Sightings | undefined) {
    this.#house = house;
    this.#bus = bus;
    this.#provider = provider;
    this.#sightings = sightings;
  }

  of(orderId: string): Kept {
    const kept = this.#kept.get(orderId);
    if (kept !== undefined) return kept;
    const created = { payment: this.#house.payment.initial, facts: [] };
    this.#kept.set(orderId, created);
    return created;
  }

  hear(command: CapturePayment | RefundPayment): void {
    this.#decide(command, command.type);
  }

  /** Job and webhook both end here. */
  record(orderId: string, outcome: ProviderOutcome, via: string): void {
    this.#decide({ type: 'RecordOutcome', orderId, outcome }, `${via} says ${outcome.kind}`);
  }

  /** A job makes its call. Until the provider's word is known, the same call is made again. */
  call(call: ProviderCall, attempt: number): void {
    const again = { kind: 'call', call, attempt: attempt + 1 } as const;
    const request = this.#house.callAgain(call, attempt);
    const { orderId, kind } = call;
    if (this.#bus.strikes('losesRequests', orderId, kind)) {
      this.#tell(orderId, `${kind} never arrives (attempt ${attempt})`);
      this.#bus.send(again, PAUSE_MS);
      return;
    }
    if (this.#bus.strikes('givesUpRequests', orderId, kind)) {
      this.#tell(orderId, `${kind} is given up, and still on its way (attempt ${attempt})`);
      this.#bus.send({ kind: 'stray', call: request }, PAUSE_MS);
      this.#bus.send(again, PAUSE_MS);
      return;
    }
    const outcome = this.request(request, `attempt ${attempt}`);
    const isLost = outcome === undefined || this.#bus.strikes('losesAnswers', orderId, kind);
    if (!isLost) this.#bus.send({ kind: 'answer', orderId, outcome });
    if (isLost || this.#bus.strikes('losesLeases', orderId, kind)) this.#bus.send(again, PAUSE_MS);
  }

  /** A request reaches the provider, which tells of what it newly decides. */
  request(call: ProviderCall, how: string): ProviderOutcome | undefined {
    const { outcome, notice } = this.#provider.request(call);
    this.#tell(call.orderId, `${call.kind}: ${outcome?.kind ?? 'refused'} (${how})`);
    if (notice !== undefined) this.#bus.announce(notice.orderId, notice.outcome);
    return outcome;
  }

  #decide(command: PaymentAction, heard: string): void {
    const { orderId } = command;
    const kept = this.of(orderId);
    const decision = this.#house.payment.decide(command, kept.payment);
    const input = command.type === 'RecordOutcome' ? command.outcome.kind : command.type;
    this.#sightings?.see(`payment ${kept.payment.status} ${input}`);
    switch (decision.kind) {
      case 'accepted': {
        const news = decision.facts.map(({ type }) => type).join(', ');
        this.#bus.telling?.(this.#bus.now, 'payment', `${orderId} ${heard}: ${news === '' ? 'nothing new' : news}`);
        for (const fact of decision.facts) this.#book(orderId, kept, fact);
        return;
      }
      case 'repeated':
        this.#bus.telling?.(this.#bus.now, 'payment', `${orderId} ${heard}: again ${decision.answer.type}`);
        for (const message of publishPayment(decision.answer, kept.payment)) this.#bus.publish(message);
        return;
      case 'rejected':
        throw new Wrong(
          'nobody is told no',
          `The payment of ${orderId} is ${kept.payment.status}, and ${heard}: ${decision.rejection.code}.`,
        );
    }
  }

  #book(orderId: string, kept: Kept, fact: PaymentFact): void {
    kept.payment = this.#house.payment.evolve(kept.payment, fact);
    kept.facts.push(fact);
    for (const entry of entriesOf(fact, { streamId: `payment-${orderId}`, version: kept.facts.length })) {
      if (!this.ledger.has(entry.entryId)) this.ledger.set(entry.entryId, entry);
    }
    for (const call of providerCallsOf(fact, kept.payment)) this.#bus.send({ kind: 'call', call, attempt: 1 });
    for (const message of publishPayment(fact, kept.payment)) this.#bus.publish(message);
  }

  #tell(orderId: string, what: string): void {
    this.#bus.telling?.(this.#bus.now, 'provider', `${orderId} ${what}`);
  }
}
