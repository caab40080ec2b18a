import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';

type Status = 'captured' | 'declined' | 'voided';

interface Charge {
  readonly orderId: string;
  readonly status: Status;
  readonly amountMinor: number;
}

/** What the provider decided, as it says so by itself: the charge's own outcome, or what a void or refund did. */
export interface Notice {
  readonly orderId: string;
  readonly outcome: ProviderOutcome;
}

export interface Said {
  /** The answer; undefined when the request was refused, which callers take for "outcome unknown". */
  readonly outcome: ProviderOutcome | undefined;
  /** What was newly decided, if anything was. */
  readonly notice: Notice | undefined;
}

const declineCode = 'insufficient_funds';

/**
 * The rules of `tools/psp-simulator`, without its sockets and timers: one key has one outcome for ever; a void is
 * remembered and refuses the late charge, and gives back what was charged; a refund has a key of its own. That both say
 * the same is a test.
 */
export class Provider {
  readonly #charges = new Map<string, Charge>();
  readonly #voids = new Map<string, 'voided' | 'refunded'>();
  readonly #refunds = new Set<string>();
  readonly #returnedMinor = new Map<string, number>();

  request(call: ProviderCall): Said {
    switch (call.kind) {
      case 'capture':
        return this.#charge(call);
      case 'void':
        return this.#void(call);
      case 'refund':
        return this.#refund(call);
    }
  }

  /** What the provider holds for an order, and how often it gave money back. */
  accountOf(orderId: string): { readonly netMinor: number; readonly takenMinor: number } {
    let takenMinor = 0;
    let returnedMinor = 0;
    for (const [key, charge] of this.#charges) {
      if (charge.orderId !== orderId || charge.status !== 'captured') continue;
      takenMinor += charge.amountMinor;
      returnedMinor += this.#returnedMinor.get(key) ?? 0;
    }
    return { netMinor: takenMinor - returnedMinor, takenMinor };
  }

  #charge({ orderId, providerKey, amountMinor, cardToken }: Extract<ProviderCall, { kind: 'capture' }>): Said {
    const known = this.#charges.get(providerKey);
    if (known !== undefined) return { outcome: outcomeOf(providerKey, known.status), notice: undefined };
    const verdict = cardToken === 'tok_approved' ? 'captured' : 'declined';
    const status = this.#voids.has(providerKey) ? 'voided' : verdict;
    this.#charges.set(providerKey, { orderId, status, amountMinor });
    const outcome = outcomeOf(providerKey, status);
    return { outcome, notice: { orderId, outcome } };
  }

  #void({ orderId, providerKey }: Extract<ProviderCall, { kind: 'void' }>): Said {
    const known = this.#voids.get(providerKey);
    if (known !== undefined) return { outcome: outcomeOfVoid(providerKey, known), notice: undefined };
    const leftMinor = this.#leftMinor(providerKey);
    const said = this.#charges.get(providerKey)?.status === 'captured' ? 'refunded' : 'voided';
    this.#voids.set(providerKey, said);
    this.#giveBack(providerKey, leftMinor);
    const outcome = outcomeOfVoid(providerKey, said);
    return { outcome, notice: { orderId, outcome } };
  }

  #refund({ orderId, providerKey, refundKey, amountMinor }: Extract<ProviderCall, { kind: 'refund' }>): Said {
    const outcome = outcomeOfVoid(providerKey, 'refunded');
    if (this.#refunds.has(refundKey)) return { outcome, notice: undefined };
    if (amountMinor > this.#leftMinor(providerKey)) return { outcome: undefined, notice: undefined };
    this.#refunds.add(refundKey);
    this.#giveBack(providerKey, amountMinor);
    return { outcome, notice: { orderId, outcome } };
  }

  #leftMinor(key: string): number {
    const charge = this.#charges.get(key);
    return charge?.status === 'captured' ? charge.amountMinor - (this.#returnedMinor.get(key) ?? 0) : 0;
  }

  #giveBack(key: string, amountMinor: number): void {
    this.#returnedMinor.set(key, (this.#returnedMinor.get(key) ?? 0) + amountMinor);
  }
}

const referenceOf = (key: string): string => `ch-${key}`;

const outcomeOf = (key: string, status: Status): ProviderOutcome => {
  switch (status) {
    case 'captured':
      return { kind: 'captured', providerReference: referenceOf(key) };
    case 'declined':
      return { kind: 'declined', declineCode };
    case 'voided':
      return { kind: 'voided' };
  }
};

const outcomeOfVoid = (key: string, said: 'voided' | 'refunded'): ProviderOutcome =>
  said === 'refunded' ? { kind: 'refunded', providerReference: referenceOf(key) } : { kind: 'voided' };
