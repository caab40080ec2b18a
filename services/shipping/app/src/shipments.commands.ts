import type { CommandUnit } from '@tidemark/platform';
import type { DeliverShipment, DispatchShipment } from '@tidemark/shipping-domain';
import { refusalOf } from './http/refusals.ts';
import { shipments, shipmentSource } from './persistence/shipments.ts';

/** What the warehouse does with a shipment. Doing it again answers with the shipment as it stands. */
export const handleShipment = (command: DispatchShipment | DeliverShipment): CommandUnit => ({
  reads: shipments.reads(command),
  handle: (unit) => {
    const decision = unit.decide(shipments, command);
    if (decision.kind === 'rejected') return refusalOf(decision.rejection, command.orderId);
    const { orderId, shipmentId, status, trackingCode } = unit.state(shipmentSource, command.orderId);
    return { status: 200, body: { shipmentId, orderId, status, trackingCode } };
  },
});
