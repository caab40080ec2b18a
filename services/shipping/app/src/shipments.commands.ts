import type { Read, Unit } from '@tidemark/event-store';
import type { Answer } from '@tidemark/platform';
import type { DeliverShipment, DispatchShipment } from '@tidemark/shipping-domain';
import { refusalOf } from './http/refusals.ts';
import { shipments, shipmentSource } from './persistence/shipments.ts';

/** One command's unit of work: what it reads, and how it is answered. */
interface CommandUnit {
  readonly reads: readonly Read[];
  readonly handle: (unit: Unit) => Answer;
}

/** What the warehouse does with a shipment. Doing it again answers with the shipment as it stands. */
export const handleShipment = (command: DispatchShipment | DeliverShipment): CommandUnit => ({
  reads: shipments.reads(command),
  handle: (unit) => {
    const decision = unit.decide(shipments, command);
    if (decision.kind === 'rejected') return refusalOf(decision.rejection);
    const { orderId, shipmentId, status, trackingCode } = unit.state(shipmentSource, command.orderId);
    return { status: 200, body: { shipmentId, orderId, status, trackingCode } };
  },
});
