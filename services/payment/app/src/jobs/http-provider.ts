import { storableText } from '@tidemark/event-store';
import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import type { JobAttempt } from '@tidemark/process';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { PaymentConfig } from '../payment.config.ts';
import type { Provider } from './provider.ts';
import { ProviderUnclear } from './provider.ts';
import type { ProviderGuard } from './provider-guard.ts';
import { NotAsked } from './provider-guard.ts';

/** What goes over the wire. Errors never quote it: it holds the card token. */
interface ProviderRequest {
  readonly path: string;
  readonly body: object;
  readonly idempotencyKey?: string;
}

/** The provider over HTTP. Status and body must fit together and fit the call; all else is an unknown outcome. */
export const httpProvider = (
  { PSP_URL: baseUrl }: Pick<PaymentConfig, 'PSP_URL'>,
  guard: Pick<ProviderGuard, 'call'>,
): Provider => {
  const dispatcher = new Agent({ connections: PROVIDER_CONNECTIONS, maxResponseSize: LONGEST_ANSWER_BYTES });
  const post = async (
    { path, body, idempotencyKey }: ProviderRequest,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> => {
    const answer = await request(new URL(path, baseUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent,
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(body),
      dispatcher,
      // Covers the body too: an answer that stops in the middle is no answer.
      signal,
    });
    return { status: answer.statusCode, body: JSON.parse(await answer.body.text()) as unknown };
  };
  const ask = async (
    call: ProviderCall,
    attempt: JobAttempt,
    question: ProviderRequest,
    answers: Answers,
  ): Promise<ProviderOutcome> => {
    const asked = guard.call(attempt, (signal) => post(question, attempt.traceparent, signal));
    const { status, body } = await asked.catch((error: unknown) => {
      if (error instanceof NotAsked) throw error;
      throw new ProviderUnclear(call, error instanceof Error ? error.name : 'no answer', error);
    });
    const parsed = answers[status]?.safeParse(body);
    if (parsed?.success === true && fits(call, parsed.data)) return parsed.data.outcome;
    throw new ProviderUnclear(call, `HTTP ${status} with an answer that does not fit the call`, parsed?.error);
  };
  return {
    capture: (call, attempt) => {
      const { orderId, providerKey, amountMinor, currency, cardToken } = call;
      const body = { amountMinor, currency, cardToken, reference: orderId };
      return ask(call, attempt, { path: '/v1/charges', body, idempotencyKey: providerKey }, chargeAnswers);
    },
    void: (call, attempt) =>
      ask(call, attempt, { path: '/v1/voids', body: { chargeKey: call.providerKey } }, voidAnswers),
    refund: (call, attempt) => {
      const { providerKey: chargeKey, refundKey, amountMinor } = call;
      const body = { chargeKey, amountMinor };
      return ask(call, attempt, { path: '/v1/refunds', body, idempotencyKey: refundKey }, refundAnswers);
    },
  };
};

/** The provider's words, whatever they hold, are to be kept in a fact. */
const REASON_BYTES = 256;

/**
 * As many as the service has jobs in flight, so that none waits for a connection under its lease. Two in a hundred
 * unanswered for five seconds each would fill sixteen at 160 orders a second.
 */
export const PROVIDER_CONNECTIONS = 128;
const LONGEST_ANSWER_BYTES = 65_536;

interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the provider said, and the money it said it of. */
interface Answer {
  readonly outcome: ProviderOutcome;
  readonly amountMinor?: number;
  readonly currency?: string;
}

/** By HTTP status: the only bodies that are believed. */
type Answers = Readonly<Record<number, z.ZodType<Answer>>>;

/** A charge or refund of another amount than was asked for is no answer to the question. */
const fits = (call: ProviderCall, { amountMinor, currency }: Answer): boolean =>
  (amountMinor === undefined || ('amountMinor' in call && amountMinor === call.amountMinor)) &&
  (currency === undefined || ('currency' in call && currency === call.currency));

const chargeAnswers: Answers = {
  201: z
    .object({ id: z.string().min(1), status: z.literal('captured'), amountMinor: z.int(), currency: z.string() })
    .transform(({ id, amountMinor, currency }) => ({
      outcome: { kind: 'captured', providerReference: id },
      amountMinor,
      currency,
    })),
  402: z.object({ status: z.literal('declined'), declineCode: z.string().min(1) }).transform(({ declineCode }) => ({
    outcome: { kind: 'declined', declineCode: storableText(declineCode, REASON_BYTES) },
  })),
  409: z.object({ status: z.literal('voided') }).transform(() => ({ outcome: { kind: 'voided' } })),
};

const voidAnswers: Answers = {
  200: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('voided') }).transform(() => ({ outcome: { kind: 'voided' as const } })),
    z
      .object({ outcome: z.literal('refunded'), chargeId: z.string().min(1) })
      .transform(({ chargeId }) => ({ outcome: { kind: 'refunded' as const, providerReference: chargeId } })),
  ]),
};

const refundAnswers: Answers = {
  201: z
    .object({ status: z.literal('refunded'), chargeId: z.string().min(1), amountMinor: z.int() })
    .transform(({ chargeId, amountMinor }) => ({
      outcome: { kind: 'refunded', providerReference: chargeId },
      amountMinor,
    })),
};
