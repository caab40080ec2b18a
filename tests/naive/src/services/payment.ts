import { randomUUID } from 'node:crypto';
import { call, Refused } from './call.ts';
import { databaseAt } from './database.ts';
import { serve, setting } from './serve.ts';

interface PaymentRequest {
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly cardToken: string;
}

interface Captured {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly providerReference: string;
}

const database = databaseAt(setting('DATABASE_URL'));
const provider = setting('PSP_URL');
const timeoutMs = Number(setting('CALL_TIMEOUT_MS'));

const selectCaptured = {
  name: 'select-captured',
  text: `select payment_id as "paymentId", order_id as "orderId", amount_minor as "amountMinor", currency,
                provider_reference as "providerReference"
         from payment.payment where order_id = $1 and status = 'Captured'`,
};
const insertPayment = {
  name: 'insert-payment',
  text: `insert into payment.payment (payment_id, order_id, amount_minor, currency, status)
         values ($1, $2, $3, $4, 'Requested')`,
};
const updatePayment = {
  name: 'update-payment',
  text: `update payment.payment set status = $2, provider_reference = coalesce($3, provider_reference),
                updated_at = clock_timestamp()
         where payment_id = $1`,
};
const book = {
  name: 'book',
  text: `insert into payment.ledger_entry (payment_id, order_id, account, side, amount_minor, currency)
         values ($1, $2, $3, 'debit', $5, $6), ($1, $2, $4, 'credit', $5, $6)`,
};

/**
 * Asks the provider under a key that is made here: the attempts of this request share it, as they do in the libraries of
 * payment providers. A caller who asks again for the same order gets another.
 */
const pay = async ({ orderId, amountMinor, currency, cardToken }: PaymentRequest): Promise<void> => {
  const paymentId = randomUUID();
  await database.run(insertPayment, paymentId, orderId, amountMinor, currency);
  const charge = await call<{ readonly id: string }>(
    `${provider}/v1/charges`,
    { amountMinor, currency, cardToken, reference: orderId },
    { timeoutMs, headers: { 'idempotency-key': paymentId } },
  ).catch(async (error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    await database.run(updatePayment, paymentId, 'Declined', null);
    throw new Refused('PAYMENT_DECLINED');
  });
  await database.transaction(async (run) => {
    await run(updatePayment, paymentId, 'Captured', charge.id);
    await run(book, paymentId, orderId, 'provider-receivable', 'customer-payments', amountMinor, currency);
  });
};

const refund = async ({ paymentId, orderId, amountMinor, currency, providerReference }: Captured): Promise<void> => {
  await call(
    `${provider}/v1/refunds`,
    { chargeId: providerReference, amountMinor: Number(amountMinor) },
    { timeoutMs, headers: { 'idempotency-key': `refund-${paymentId}` } },
  );
  await database.transaction(async (run) => {
    await run(updatePayment, paymentId, 'Refunded', null);
    await run(book, paymentId, orderId, 'customer-payments', 'provider-receivable', amountMinor, currency);
  });
};

await serve((app) => {
  app.post<{ Body: PaymentRequest }>('/payments', async ({ body }) => {
    const captured = await database.run<Captured>(selectCaptured, body.orderId);
    if (captured.length === 0) await pay(body);
    return { orderId: body.orderId };
  });

  app.post<{ Params: { orderId: string } }>('/payments/:orderId/refund', async ({ params: { orderId } }) => {
    for (const captured of await database.run<Captured>(selectCaptured, orderId)) await refund(captured);
    return { orderId };
  });
});
