import { createHmac, randomUUID } from 'node:crypto';

/** The notice that a charge of 50 EUR was captured, as the provider writes it. */
export const capturedNotice = (orderId: string, changes: object = {}): string =>
  JSON.stringify({
    id: `evt_${randomUUID()}`,
    type: 'charge.captured',
    createdAt: '2030-01-01T00:00:00.000Z',
    data: { type: 'charge', id: 'ch_1', key: `capture-${orderId}`, amountMinor: 5_000, currency: 'EUR', ...changes },
  });

/** What the provider signs a body by, at a time of its own. */
export const signatureOf = (body: string, secret: string, atSeconds = Math.floor(Date.now() / 1_000)): string =>
  `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`;
