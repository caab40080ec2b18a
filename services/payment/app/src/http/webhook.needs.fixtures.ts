import { providerKeyOf } from '@tidemark/payment-domain';
import type { StatedInteraction } from '@tidemark/pacts';
import { bodyLike, integer, text, textLike, uuid } from '@tidemark/pacts';
import type { ProviderNotice } from './webhook-notices.ts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const key = providerKeyOf(orderId);
const ourKey = textLike(`^${providerKeyOf('')}${uuid.pattern.slice(1)}`, key);
const amountMinor = 5_000;

/** A notice that the webhook must understand, and what it makes of it. */
export interface WebhookNeed {
  readonly interaction: StatedInteraction;
  readonly means: Omit<ProviderNotice, 'id' | 'keyField'>;
}

const notice = (
  type: string,
  data: object,
  means: Omit<ProviderNotice, 'id' | 'keyField' | 'orderId'>,
  params: Readonly<Record<string, string>> = {},
): WebhookNeed => ({
  interaction: {
    description: [type, ...Object.values(params)].join(', '),
    given: { name: type, params },
    metadata: { 'psp-signature': textLike('^t=[0-9]{1,12},v1=[0-9a-f]{64}$', `t=1900000000,v1=${'0'.repeat(64)}`) },
    content: { id: textLike('^[!-~]{1,100}$', 'evt_1'), type, data },
  },
  means: { orderId, ...means },
});

/** All that the payment service reads of what the provider tells by itself. */
export const webhookNeeds: readonly WebhookNeed[] = [
  notice(
    'charge.captured',
    bodyLike<{ id: string; amountMinor: number }>(
      { id: text, amountMinor: integer },
      { id: 'ch_1', amountMinor },
      { key: ourKey },
    ),
    { outcome: { kind: 'captured', providerReference: 'ch_1' }, amountMinor },
  ),
  notice(
    'charge.declined',
    bodyLike<{ declineCode: string }>({ declineCode: text }, { declineCode: 'lost_card' }, { key: ourKey }),
    { outcome: { kind: 'declined', declineCode: 'lost_card' } },
  ),
  notice('charge.voided', { key: ourKey }, { outcome: { kind: 'voided' } }),
  notice(
    'refund.succeeded',
    bodyLike<{ chargeId: string; amountMinor: number }>(
      { chargeId: text, amountMinor: integer },
      { chargeId: 'ch_1', amountMinor },
      { chargeKey: ourKey },
    ),
    { outcome: { kind: 'refunded', providerReference: 'ch_1' }, amountMinor },
  ),
  notice(
    'void.recorded',
    { chargeKey: ourKey, outcome: 'voided' },
    { outcome: { kind: 'voided' } },
    { 'data.outcome': 'voided' },
  ),
  notice(
    'void.recorded',
    bodyLike<{ chargeId: string }>(
      { chargeId: text },
      { chargeId: 'ch_1' },
      { chargeKey: ourKey, outcome: 'refunded' },
    ),
    { outcome: { kind: 'refunded', providerReference: 'ch_1' } },
    { 'data.outcome': 'refunded' },
  ),
];

/** What the signature of a notice is made of: the same secret, time and bytes give the same header on both sides. */
export const signed = {
  secret: 'whsec_0123456789abcdef',
  time: '1900000000',
  body: '{"id":"evt_1","type":"charge.voided"}',
  header: 't=1900000000,v1=ee29f8d7bcf9b43f98da892391243c39c71fa01909a6da39274e7224aee059f4',
};

export const signatureNeed: StatedInteraction = {
  description: 'the signature of a notice',
  given: { name: 'Signature', params: { secret: signed.secret, time: signed.time, body: signed.body } },
  metadata: {},
  content: signed,
};
