import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { Shop } from '@tidemark/local';

export interface Customer {
  readonly emailAddress: string;
  readonly cardToken: string;
  /** The connection is lost after so long, whether an answer came or not; the customer sends again. */
  readonly givesUpAfterMs?: number;
}

const AGAIN_AFTER_MS = 200;
const LONGEST_MS = 120_000;

export const SKU = 'lamp';

/**
 * Places one order as a careful client does: the same request under the same key until it is accepted. Answers the order's
 * id. Fails when nobody has accepted it within two minutes.
 */
export const placeAs = async (shop: Shop, customer: Customer): Promise<string> => {
  const { emailAddress, cardToken, givesUpAfterMs } = customer;
  const body = {
    customerId: emailAddress,
    emailAddress,
    cardToken,
    address: ADDRESS,
    lines: [{ sku: SKU, quantity: 1 }],
  };
  const key = randomUUID();
  if (givesUpAfterMs !== undefined) {
    await Promise.race([shop.post('order', '/orders', body, key).catch(() => undefined), sleep(givesUpAfterMs)]);
  }
  const endsAt = performance.now() + LONGEST_MS;
  while (performance.now() < endsAt) {
    const answer = await shop.post('order', '/orders', body, key).catch(() => undefined);
    if (answer?.status === 202) return ((await answer.json()) as { orderId: string }).orderId;
    await sleep(AGAIN_AFTER_MS);
  }
  throw new Error(`Nobody accepted the order of ${emailAddress} within ${LONGEST_MS / 1_000} s.`);
};

const ADDRESS = {
  recipient: 'Grace Hopper',
  street: '1 Harvard Road',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
