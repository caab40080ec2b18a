import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { behaviorOf } from './card-tokens.ts';
import type { CardBehavior, Verdict } from './card-tokens.ts';
import type { ChargeRecord, RefundRecord, VoidRecord } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { ProblemError } from './problem.ts';
import { fingerprintOf } from './requests.ts';
import type { ChargeRequest, RefundRequest } from './requests.ts';
import type { Webhooks } from './webhooks.ts';

export type ChargeReaction =
  | { readonly type: 'answer'; readonly charge: ChargeRecord; readonly replayed: boolean }
  | { readonly type: 'silence' }
  | { readonly type: 'failure' };

export interface Answered<Entry> {
  readonly record: Entry;
  readonly replayed: boolean;
}

interface ChargeInFlight {
  readonly fingerprint: string;
  readonly settled: Promise<ChargeRecord>;
}

/**
 * The provider's rules. One key has one outcome for ever; a void is remembered and refuses the late charge.
 *
 * Each decision is made and recorded without an await in between, so two equal requests at once are one charge.
 */
export class Provider {
  readonly #ledger: Ledger;
  readonly #webhooks: Webhooks;
  readonly #slowMs: number;
  readonly #inFlight = new Map<string, ChargeInFlight>();

  constructor(ledger: Ledger, webhooks: Webhooks, slowMs: number) {
    this.#ledger = ledger;
    this.#webhooks = webhooks;
    this.#slowMs = slowMs;
  }

  async charge(key: string, request: ChargeRequest): Promise<ChargeReaction> {
    const fingerprint = fingerprintOf(request);
    const inFlight = this.#inFlight.get(key);
    const known = this.#ledger.charge({ chargeKey: key });
    const attempted = this.#ledger.attempt(key);
    assertSameRequest(known?.fingerprint ?? inFlight?.fingerprint ?? attempted, fingerprint);
    if (known !== undefined) return { type: 'answer', charge: known, replayed: true };
    if (inFlight !== undefined) return { type: 'answer', charge: await inFlight.settled, replayed: true };

    const behavior = behaviorOf(request.cardToken);
    const isRefused = this.#ledger.voidOf(key) !== undefined;
    if (!isRefused && isLost(behavior, attempted)) {
      if (attempted === undefined) this.#ledger.commit({ type: 'attempt', key, fingerprint, createdAt: now() });
      return { type: behavior.firstAttempt === 'failed' ? 'failure' : 'silence' };
    }
    const isSlow = !isRefused && behavior.firstAttempt === 'slow';
    const charge = isSlow
      ? await this.#settleSlowly(key, request, behavior.verdict, fingerprint)
      : this.#settle(key, request, behavior.verdict, fingerprint);
    const delivered = this.#webhooks.announce(`charge.${charge.status}`, charge, behavior.webhook === 'twice' ? 2 : 1);
    if (behavior.webhook === 'before-answer') await delivered;
    const isUnanswered = charge.status === 'captured' && behavior.firstAttempt === 'charged-but-unanswered';
    return isUnanswered ? { type: 'silence' } : { type: 'answer', charge, replayed: false };
  }

  refund(key: string, request: RefundRequest): Answered<RefundRecord> {
    const fingerprint = fingerprintOf(request);
    const known = this.#ledger.refund(key);
    assertSameRequest(known?.fingerprint ?? undefined, fingerprint);
    if (known !== undefined) return { record: known, replayed: true };

    const charge = this.#refundableCharge(request);
    const leftMinor = charge.amountMinor - this.#ledger.refundedMinor(charge.id);
    if (request.amountMinor > leftMinor) {
      const rule = `must not exceed what is left of the charge, ${String(leftMinor)} minor units`;
      throw new ProblemError('REFUND_EXCEEDS_CHARGE', [{ field: 'amountMinor', rule }]);
    }
    const record = refundOf(charge, request.amountMinor, key, fingerprint);
    this.#ledger.commit(record);
    void this.#webhooks.announce('refund.succeeded', record);
    return { record, replayed: false };
  }

  voidCharge(chargeKey: string): Answered<VoidRecord> {
    const known = this.#ledger.voidOf(chargeKey);
    if (known !== undefined) return { record: known, replayed: true };

    const charge = this.#ledger.charge({ chargeKey });
    const captured = charge?.status === 'captured' ? charge : undefined;
    const leftMinor = captured === undefined ? 0 : captured.amountMinor - this.#ledger.refundedMinor(captured.id);
    const refund = captured === undefined || leftMinor === 0 ? undefined : refundOf(captured, leftMinor, null, null);
    const record: VoidRecord = {
      type: 'void',
      id: `vd_${randomUUID()}`,
      chargeKey,
      outcome: captured === undefined ? 'voided' : 'refunded',
      chargeId: charge?.id ?? null,
      refundId: refund?.id ?? null,
      amountMinor: leftMinor,
      currency: charge?.currency ?? null,
      reference: charge?.reference ?? null,
      createdAt: now(),
    };
    this.#ledger.commit(...(refund === undefined ? [record] : [refund, record]));
    void this.#webhooks.announce('void.recorded', record);
    return { record, replayed: false };
  }

  #settle(key: string, request: ChargeRequest, verdict: Verdict, fingerprint: string): ChargeRecord {
    const { amountMinor, currency, reference } = request;
    const isRefused = this.#ledger.voidOf(key) !== undefined;
    const { status, declineCode } = isRefused ? ({ status: 'voided', declineCode: null } as const) : verdict;
    const id = `ch_${randomUUID()}`;
    const createdAt = now();
    const money = { amountMinor, currency, reference };
    const charge: ChargeRecord = { type: 'charge', id, key, status, ...money, declineCode, fingerprint, createdAt };
    this.#ledger.commit(charge);
    return charge;
  }

  /** The outcome is open until the time is over: a void that comes meanwhile wins. */
  async #settleSlowly(
    key: string,
    request: ChargeRequest,
    verdict: Verdict,
    fingerprint: string,
  ): Promise<ChargeRecord> {
    const settled = delay(this.#slowMs, undefined, { ref: false }).then(() =>
      this.#settle(key, request, verdict, fingerprint),
    );
    this.#inFlight.set(key, { fingerprint, settled });
    try {
      return await settled;
    } finally {
      this.#inFlight.delete(key);
    }
  }

  #refundableCharge(request: RefundRequest): ChargeRecord {
    const { chargeId, chargeKey = '' } = request;
    const charge = this.#ledger.charge(chargeId === undefined ? { chargeKey } : { chargeId });
    const field = chargeId === undefined ? 'chargeKey' : 'chargeId';
    if (charge === undefined) {
      throw new ProblemError('CHARGE_NOT_FOUND', [{ field, rule: 'must name a charge the provider has decided' }]);
    }
    if (charge.status !== 'captured') {
      throw new ProblemError('CHARGE_NOT_CAPTURED', [
        { field, rule: `must name a captured charge, not a ${charge.status} one` },
      ]);
    }
    return charge;
  }
}

function isLost({ firstAttempt }: CardBehavior, attempted: string | undefined): boolean {
  if (firstAttempt === 'silent') return true;
  return attempted === undefined && (firstAttempt === 'failed' || firstAttempt === 'dropped-and-unanswered');
}

function assertSameRequest(known: string | undefined, fingerprint: string): void {
  if (known === undefined || known === fingerprint) return;
  const rule = 'must not be used again with another body';
  throw new ProblemError('IDEMPOTENCY_KEY_REUSED', [{ field: 'Idempotency-Key', rule }]);
}

function refundOf(
  charge: ChargeRecord,
  amountMinor: number,
  key: string | null,
  fingerprint: string | null,
): RefundRecord {
  const { id: chargeId, key: chargeKey, currency, reference } = charge;
  const id = `re_${randomUUID()}`;
  const createdAt = now();
  return { type: 'refund', id, key, chargeId, chargeKey, amountMinor, currency, reference, fingerprint, createdAt };
}

function now(): string {
  return new Date().toISOString();
}
