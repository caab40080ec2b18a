import type { OrderConfirmed } from '@tidemark/contracts';
import type { Needs } from '@tidemark/pacts';
import { uuid } from '@tidemark/pacts';

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** That the order is confirmed is all there is to know. */
export const orderNeeds: Needs<OrderConfirmed> = {
  OrderConfirmed: {
    reads: { orderId: uuid },
    examples: [
      {
        orderId,
        customerId: 'customer-1',
        emailAddress: 'ada@example.org',
        totalMinor: 5_000,
        currency: 'EUR',
        pieces: 2,
      },
    ],
  },
};
