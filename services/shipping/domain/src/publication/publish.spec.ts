import { describe, expect, it } from 'vitest';
import { shipmentDecider } from '../shipment/shipment.decider.ts';
import {
  canceled,
  cancellationRefused,
  confirmationHeard,
  delivered,
  dispatched,
  orderId,
  refused,
  scheduled,
} from '../shipment/shipment.fixtures.ts';
import { publishShipment } from './publish.ts';

const published = (fact: Parameters<typeof publishShipment>[0]) => publishShipment(fact, shipmentDecider.initial);

describe('what leaves shipping', () => {
  it('names a scheduled shipment and keeps the address here', () => {
    expect(published(scheduled)).toEqual([{ type: 'ShipmentScheduled', orderId, shipmentId: orderId }]);
  });

  it('carries the lines with the goods', () => {
    expect(published(dispatched)).toEqual([dispatched]);
  });

  it.each([refused('ADDRESS_NOT_SERVED'), canceled, cancellationRefused, delivered])('is $type as it is', (fact) => {
    expect(published(fact)).toEqual([fact]);
  });

  it('is not that the confirmation was heard', () => {
    expect(published(confirmationHeard)).toEqual([]);
  });
});
