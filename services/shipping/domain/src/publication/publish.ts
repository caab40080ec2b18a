import type { Message } from '@tidemark/contracts';
import { assertNever } from '@tidemark/kernel';
import type { Shipment, ShipmentFact } from '../shipment/shipment.ts';

/** What others hear of a shipment. The address stays here; the lines leave with the goods, for inventory to book. */
export const publishShipment = (fact: ShipmentFact, _stateAfter: Shipment): readonly Message[] => {
  switch (fact.type) {
    case 'ShipmentScheduled':
      return [{ type: fact.type, orderId: fact.orderId, shipmentId: fact.shipmentId }];
    case 'ShipmentRefused':
      return [{ type: fact.type, orderId: fact.orderId, reason: fact.reason }];
    case 'ShipmentCanceled':
    case 'ShipmentCancellationRefused':
      return [{ type: fact.type, orderId: fact.orderId }];
    case 'ShipmentDispatched': {
      const { type, orderId, shipmentId, lines, trackingCode } = fact;
      return [{ type, orderId, shipmentId, lines, trackingCode }];
    }
    case 'ShipmentDelivered':
      return [{ type: fact.type, orderId: fact.orderId, shipmentId: fact.shipmentId }];
    case 'OrderConfirmationHeard':
      return [];
    default:
      return assertNever(fact);
  }
};
