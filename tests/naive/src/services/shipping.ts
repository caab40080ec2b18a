import { servedCountries } from '@tidemark/shipping-domain';
import { Refused } from './call.ts';
import { databaseAt } from './database.ts';
import type { PlaceOrder } from './requests.ts';
import { serve, setting } from './serve.ts';

type ShipmentRequest = Pick<PlaceOrder, 'address' | 'lines'> & { readonly orderId: string };

const database = databaseAt(setting('DATABASE_URL'));

const insertShipment = {
  name: 'insert-shipment',
  text: `insert into shipping.shipment (order_id, status, lines, address) values ($1, 'Scheduled', $2, $3)
         on conflict do nothing`,
};
const cancelShipment = {
  name: 'cancel-shipment',
  text: `update shipping.shipment set status = 'Canceled' where order_id = $1 and status = 'Scheduled'`,
};

await serve((app) => {
  app.post<{ Body: ShipmentRequest }>('/shipments', async ({ body: { orderId, lines, address } }) => {
    if (!servedCountries.has(address.country)) throw new Refused('ADDRESS_NOT_SERVED');
    await database.run(insertShipment, orderId, JSON.stringify(lines), JSON.stringify(address));
    return { orderId };
  });

  app.post<{ Params: { orderId: string } }>('/shipments/:orderId/cancellation', async ({ params: { orderId } }) => {
    await database.run(cancelShipment, orderId);
    return { orderId };
  });
});
