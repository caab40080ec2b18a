import { storableText } from '@tidemark/event-store';
import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import { z } from 'zod';
import type { PaymentConfig } from '../payment.config.ts';
import type { CaptureCall, Provider } from './provider.ts';
import { ProviderUnclear } from './provider.ts';

/** What goes over the wire. Errors never quote it: it holds the card token. */
interface ProviderRequest {
  readonly path: string;
  readonly body: object;
  readonly idempotencyKey?: string;
  readonly traceparent: string;
}

/** The provider over HTTP. Status and body must fit together and fit the call; all else is an unknown outcome. */
export const httpProvider = ({
  PSP_URL: baseUrl,
  PSP_TIMEOUT_MS: timeoutMs,
}: Pick<PaymentConfig, 'PSP_URL' | 'PSP_TIMEOUT_MS'>): Provider => {
  const ask = async (call: ProviderCall, request: ProviderRequest, answers: Answers): Promise<ProviderOutcome> => {
    const { status, body } = await post(baseUrl, timeoutMs, request).catch((error: unknown) => {
      throw new ProviderUnclear(call, error instanceof Error ? error.name : 'no answer', error);
    });
    const parsed = answers[status]?.safeParse(body);
    if (parsed?.success === true) return parsed.data;
    throw new ProviderUnclear(call, `HTTP ${status} with an answer that does not fit the call`, parsed?.error);
  };
  return {
    capture: (call, traceparent) => {
      const { orderId, providerKey, amountMinor, currency, cardToken } = call;
      const body = { amountMinor, currency, cardToken, reference: orderId };
      return ask(call, { path: '/v1/charges', body, idempotencyKey: providerKey, traceparent }, chargeAnswers(call));
    },
    void: (call, traceparent) =>
      ask(call, { path: '/v1/voids', body: { chargeKey: call.providerKey }, traceparent }, { 200: voidAnswer }),
    refund: (call, traceparent) => {
      const { providerKey: chargeKey, refundKey, amountMinor } = call;
      const request = { path: '/v1/refunds', body: { chargeKey, amountMinor }, idempotencyKey: refundKey, traceparent };
      return ask(call, request, { 201: refundAnswer(amountMinor) });
    },
  };
};

/** The provider's words, whatever they hold, are to be kept in a fact. */
const REASON_BYTES = 256;

/** By HTTP status: the only bodies that are believed. */
type Answers = Readonly<Record<number, z.ZodType<ProviderOutcome>>>;

/** A charge of another amount than was asked for is no answer to the question. */
const chargeAnswers = ({ amountMinor, currency }: CaptureCall): Answers => ({
  201: z
    .object({
      id: z.string().min(1),
      status: z.literal('captured'),
      amountMinor: z.literal(amountMinor),
      currency: z.literal(currency),
    })
    .transform(({ id }) => ({ kind: 'captured', providerReference: id })),
  402: z
    .object({ status: z.literal('declined'), declineCode: z.string().min(1) })
    .transform(({ declineCode }) => ({ kind: 'declined', declineCode: storableText(declineCode, REASON_BYTES) })),
  409: z.object({ status: z.literal('voided') }).transform(() => ({ kind: 'voided' })),
});

const voidAnswer: z.ZodType<ProviderOutcome> = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('voided') }).transform(() => ({ kind: 'voided' as const })),
  z
    .object({ outcome: z.literal('refunded'), chargeId: z.string().min(1) })
    .transform(({ chargeId }) => ({ kind: 'refunded' as const, providerReference: chargeId })),
]);

const refundAnswer = (amountMinor: number): z.ZodType<ProviderOutcome> =>
  z
    .object({ status: z.literal('refunded'), chargeId: z.string().min(1), amountMinor: z.literal(amountMinor) })
    .transform(({ chargeId }) => ({ kind: 'refunded', providerReference: chargeId }));

const post = async (
  baseUrl: string,
  timeoutMs: number,
  { path, body, idempotencyKey, traceparent }: ProviderRequest,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const response = await fetch(new URL(path, baseUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify(body),
    redirect: 'error',
    // Covers the body too: an answer that stops in the middle is no answer.
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: JSON.parse(await response.text()) as unknown };
};
