import { randomUUID } from 'node:crypto';
import type { ScheduleShipment } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';

export const ADDRESS = { recipient: 'Ada', street: 'Way 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

export const schedule = (orderId: string, country = 'DE'): ScheduleShipment => ({
  type: 'ScheduleShipment',
  orderId,
  lines: [{ sku: 'lamp', quantity: 2 }],
  address: { ...ADDRESS, country },
});

/** Brings a new shipment to where a spec begins, and names its order. */
export const shipmentsOf = (service: () => ServiceUnderTest) => {
  const scheduled = async (): Promise<string> => {
    const orderId = randomUUID();
    await service().hear(schedule(orderId));
    return orderId;
  };
  return {
    scheduled,
    confirmed: async (): Promise<string> => {
      const orderId = await scheduled();
      await service().hear({
        type: 'OrderConfirmed',
        orderId,
        customerId: 'customer-1',
        emailAddress: 'ada@example.com',
        totalMinor: 5_000,
        currency: 'EUR',
        pieces: 2,
      });
      return orderId;
    },
    canceled: async (): Promise<string> => {
      const orderId = await scheduled();
      await service().hear({ type: 'CancelShipment', orderId });
      return orderId;
    },
    refused: async (): Promise<string> => {
      const orderId = randomUUID();
      await service().hear(schedule(orderId, 'AQ'));
      return orderId;
    },
  };
};
