import { setTimeout as sleep } from 'node:timers/promises';
import type { Unit, UnitOfWork } from '@tidemark/event-store';
import { change, readHistory } from '@tidemark/event-store';
import type { Payment } from '@tidemark/payment-domain';
import { ProblemError, Valid } from '@tidemark/platform';
import { problemOf } from './http/refusals.ts';
import type { ProviderNotice } from './http/webhook-notices.ts';
import { providerNotice } from './http/webhook-notices.ts';
import { isSigned } from './http/webhook-signature.ts';
import { isOldNews, OutcomeRefused, recordOutcome } from './outcomes.ts';
import { paymentStream } from './persistence/streams.ts';
import { RecentPayments } from './recent-payments.ts';

export interface ReceivedWebhook {
  readonly signature: string;
  readonly rawBody: Uint8Array;
  readonly body: unknown;
}

/**
 * Records what the provider says by itself. However often it says it, the payment hears its word once: a word that was
 * heard before changes nothing, whether job or webhook brought it.
 *
 * A signature that does not fit is answered by 401, a word that contradicts an earlier one by 409: the provider then
 * sends it again, and its people can see that it was not believed. Without a secret nothing is accepted.
 */
export class ProviderWebhook {
  readonly #unitOfWork: UnitOfWork;
  readonly #secret: string | undefined;
  readonly #rest: (ms: number) => Promise<unknown>;
  readonly #parse = new Valid(providerNotice);
  readonly #recent = new RecentPayments();

  constructor(unitOfWork: UnitOfWork, secret: string | undefined, rest: (ms: number) => Promise<unknown> = sleep) {
    this.#unitOfWork = unitOfWork;
    this.#secret = secret;
    this.#rest = rest;
    unitOfWork.onCommit((effects) => {
      this.#recent.note(effects);
    });
  }

  async receive({ signature, rawBody, body }: ReceivedWebhook): Promise<void> {
    if (this.#secret === undefined) throw new ProblemError(problemOf({ code: 'WEBHOOK_DISABLED' }));
    if (!isSigned(this.#secret, signature, rawBody, Date.now() / 1_000))
      throw new ProblemError(problemOf({ code: 'SIGNATURE_INVALID' }, NOT_SIGNED));
    const notice = this.#parse.transform(body);
    await this.#rest(ANSWER_FIRST_MS);
    const { orderId, outcome } = notice;
    if (this.#hasWritten(notice)) return;
    const stored = await readHistory(this.#unitOfWork.store, paymentStream, orderId);
    const [first] = stored;
    if (first === undefined) throw unknownPayment(notice);
    const payment = stored.reduce((state, { fact }) => paymentStream.evolve(state, fact), paymentStream.initial);
    if (saysNothingNew(notice, payment)) return;
    // The notice belongs to the story that the payment was asked for in.
    const cause = { ...first.cause, messageId: notice.id, actor: 'provider' };
    const record = (unit: Unit): void => {
      assertOurAmount(notice, unit.state(paymentStream, orderId));
      recordOutcome(unit, orderId, outcome);
    };
    const reads = [change(paymentStream, orderId)];
    await this.#unitOfWork.execute({ cause, reads, handle: record }).catch((error: unknown) => {
      throw refusalOf(error);
    });
  }

  /** Whether this process has written down the same: then the database need not be asked. */
  #hasWritten(notice: ProviderNotice): boolean {
    const payment = this.#recent.of(notice.orderId);
    return payment !== undefined && saysNothingNew(notice, payment);
  }
}

/** The answer to our own call says the same. Written down first, it spares the notice a lock and a transaction. */
const ANSWER_FIRST_MS = 50;

/** Now and for ever. Fails when it speaks of another amount. */
const saysNothingNew = (notice: ProviderNotice, payment: Payment): boolean => {
  assertOurAmount(notice, payment);
  return isOldNews(payment, notice.orderId, notice.outcome);
};

const unknownPayment = ({ keyField }: ProviderNotice): ProblemError =>
  new ProblemError(problemOf({ code: 'PAYMENT_UNKNOWN' }, [{ field: keyField, rule: KNOWN_KEY }]));

/** We charge and refund whole payments only; another amount would make the ledger tell a lie. */
const assertOurAmount = ({ amountMinor }: ProviderNotice, payment: Payment): void => {
  const ours =
    'captured' in payment
      ? payment.captured.amountMinor
      : 'charge' in payment
        ? payment.charge.amountMinor
        : amountMinor;
  if (amountMinor !== undefined && amountMinor !== ours)
    throw new ProblemError(problemOf({ code: 'OTHER_AMOUNT' }, OTHER_AMOUNT));
};

const refusalOf = (error: unknown): unknown =>
  error instanceof OutcomeRefused ? new ProblemError(problemOf(error.rejection)) : error;

const KNOWN_KEY = 'must be the key of a charge that was asked for';

const NOT_SIGNED = [{ field: 'Psp-Signature', rule: 'must be the signature of this body, made within 5 minutes' }];

const OTHER_AMOUNT = [{ field: 'data.amountMinor', rule: 'must be the amount that was asked for' }];
