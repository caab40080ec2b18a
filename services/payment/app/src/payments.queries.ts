import type { Store, StoredFact } from '@tidemark/event-store';
import { readHistory } from '@tidemark/event-store';
import type { PaymentFact, PaymentStatus } from '@tidemark/payment-domain';
import { paymentStream } from './persistence/streams.ts';

/** A payment as people may see it: what was asked, what came of it, and how. */
export interface PaymentReading {
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly currency: string | null;
  readonly requestedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** The provider's own name for the charge. */
  readonly providerReference: string | null;
  readonly declineCode: string | null;
  readonly history: readonly object[];
}

/** Everything that can be asked of payments. Nothing here changes anything. */
export class PaymentQueries {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The payment of an order with its facts, oldest first; undefined when nothing was ever asked. */
  async read(orderId: string): Promise<PaymentReading | undefined> {
    const stored = await readHistory(this.#store, paymentStream, orderId);
    if (stored.length === 0) return undefined;
    const facts = stored.map(({ fact }) => fact);
    const requested = firstOf(facts, 'PaymentRequested');
    const captured = firstOf(facts, 'PaymentCaptured');
    return {
      orderId,
      status: facts.reduce(paymentStream.evolve, paymentStream.initial).status,
      currency: requested?.currency ?? null,
      requestedMinor: requested?.amountMinor ?? 0,
      capturedMinor: captured?.amountMinor ?? 0,
      refundedMinor: firstOf(facts, 'PaymentRefunded')?.amountMinor ?? 0,
      providerReference: captured?.providerReference ?? null,
      declineCode: firstOf(facts, 'PaymentDeclined')?.declineCode ?? null,
      history: stored.map(shown),
    };
  }
}

const firstOf = <Type extends PaymentFact['type']>(
  facts: readonly PaymentFact[],
  type: Type,
): Extract<PaymentFact, { type: Type }> | undefined =>
  facts.find((fact): fact is Extract<PaymentFact, { type: Type }> => fact.type === type);

/** Card tokens stay where they are needed. */
const shown = ({ version, fact, cause, recordedAt }: StoredFact<PaymentFact>): object => {
  const { cardToken: _, ...told } = fact as PaymentFact & { readonly cardToken?: string };
  return { version, ...told, recordedAt, actor: cause.actor };
};
