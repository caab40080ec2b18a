import type { OrderEvent } from '@tidemark/contracts';
import { describeReader } from '@tidemark/pacts';
import { orderViewV1 } from './order-view.view.ts';
import { orderViewNeeds } from './order-view.needs.fixtures.ts';

const at = { streamVersion: 1, occurredAt: '2026-01-01T00:00:00.000Z' };

const placed: OrderEvent = {
  type: 'OrderPlaced',
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  customerId: 'customer-1',
  lines: [{ sku: 'lamp', quantity: 2, unitPriceMinor: 2_500 }],
  totalMinor: 5_000,
  currency: 'EUR',
};

describeReader({
  reader: orderViewV1,
  file: 'services/order/app/src/kafka/order-view.needs.fixtures.ts',
  needs: orderViewNeeds,
  handlings: [
    (message) => [orderViewV1.keyOf(message), orderViewV1.projection.evolve(undefined, message, at)],
    (message) => orderViewV1.projection.evolve(orderViewV1.projection.evolve(undefined, placed, at), message, at),
  ],
});
