import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import { providerKeyOf } from '@tidemark/payment-domain';
import type { StatedRequest } from '@tidemark/pacts';
import { bodyLike, currencyCode, integer, text } from '@tidemark/pacts';

/** A call that a payment makes, the request that it becomes, and the outcome that the answer is read as. */
export interface ProviderNeed {
  readonly call: ProviderCall;
  readonly outcome: ProviderOutcome;
  readonly stated: StatedRequest;
}

interface Charge {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Each story has an order of its own: the provider remembers its keys. */
const orderOf = (story: number): string => `01890a5d-ac96-774b-bcce-00000000000${String(story)}`;

const amountMinor = 5_000;
const currency = 'EUR';

const post = (path: string, body: object, key?: string): StatedRequest['request'] => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
  body,
});

const capture = (story: number, cardToken: string) => {
  const orderId = orderOf(story);
  const providerKey = providerKeyOf(orderId);
  return {
    call: { kind: 'capture', orderId, providerKey, amountMinor, currency, cardToken } as const,
    key: { key: providerKey, reference: orderId },
    request: post('/v1/charges', { amountMinor, currency, cardToken, reference: orderId }, providerKey),
  };
};

const captured = {
  status: 201,
  body: bodyLike<Charge>(
    { id: text, amountMinor: integer, currency: currencyCode },
    { id: 'ch_1', amountMinor, currency },
    { status: 'captured' },
  ),
};

const approved = capture(1, 'tok_approved');
const repeated = capture(2, 'tok_approved');
const declined = capture(3, 'tok_declined');
const late = capture(4, 'tok_approved');
const early = capture(5, 'tok_approved');
const paid = capture(6, 'tok_approved');
const returned = capture(7, 'tok_approved');

/** All that the payment service believes of the provider's answers. */
export const providerNeeds: readonly ProviderNeed[] = [
  {
    call: approved.call,
    outcome: { kind: 'captured', providerReference: 'ch_1' },
    stated: {
      description: 'a charge of a card that is approved',
      given: { name: 'nothing is known of the key', params: approved.key },
      request: approved.request,
      response: captured,
    },
  },
  {
    call: repeated.call,
    outcome: { kind: 'captured', providerReference: 'ch_1' },
    stated: {
      description: 'a charge that comes again',
      given: { name: 'the key was charged', params: repeated.key },
      request: repeated.request,
      response: captured,
    },
  },
  {
    call: declined.call,
    outcome: { kind: 'declined', declineCode: 'insufficient_funds' },
    stated: {
      description: 'a charge of a card that is declined',
      given: { name: 'nothing is known of the key', params: declined.key },
      request: declined.request,
      response: {
        status: 402,
        body: bodyLike<{ declineCode: string }>(
          { declineCode: text },
          { declineCode: 'insufficient_funds' },
          { status: 'declined' },
        ),
      },
    },
  },
  {
    call: late.call,
    outcome: { kind: 'voided' },
    stated: {
      description: 'a charge that its void overtook',
      given: { name: 'the key was voided', params: late.key },
      request: late.request,
      response: { status: 409, body: { status: 'voided' } },
    },
  },
  {
    call: { kind: 'void', orderId: early.call.orderId, providerKey: early.call.providerKey },
    outcome: { kind: 'voided' },
    stated: {
      description: 'a void of a key that was never charged',
      given: { name: 'nothing is known of the key', params: early.key },
      request: post('/v1/voids', { chargeKey: early.call.providerKey }),
      response: { status: 200, body: { outcome: 'voided' } },
    },
  },
  {
    call: { kind: 'void', orderId: paid.call.orderId, providerKey: paid.call.providerKey },
    outcome: { kind: 'refunded', providerReference: 'ch_1' },
    stated: {
      description: 'a void of a key that was charged',
      given: { name: 'the key was charged', params: paid.key },
      request: post('/v1/voids', { chargeKey: paid.call.providerKey }),
      response: {
        status: 200,
        body: bodyLike<{ chargeId: string }>({ chargeId: text }, { chargeId: 'ch_1' }, { outcome: 'refunded' }),
      },
    },
  },
  {
    call: {
      kind: 'refund',
      orderId: returned.call.orderId,
      providerKey: returned.call.providerKey,
      refundKey: `refund-${returned.call.orderId}`,
      amountMinor,
    },
    outcome: { kind: 'refunded', providerReference: 'ch_1' },
    stated: {
      description: 'a refund of a charge',
      given: { name: 'the key was charged', params: returned.key },
      request: post(
        '/v1/refunds',
        { chargeKey: returned.call.providerKey, amountMinor },
        `refund-${returned.call.orderId}`,
      ),
      response: {
        status: 201,
        body: bodyLike<{ chargeId: string; amountMinor: number }>(
          { chargeId: text, amountMinor: integer },
          { chargeId: 'ch_1', amountMinor },
          { status: 'refunded' },
        ),
      },
    },
  },
];
