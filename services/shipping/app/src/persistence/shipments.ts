import type { StateStored, Unit } from '@tidemark/event-store';
import { aggregateOf } from '@tidemark/event-store';
import type { Shipment, ShipmentCommand, ShipmentFact } from '@tidemark/shipping-domain';
import { publishShipment, shipmentDecider } from '@tidemark/shipping-domain';
import { shipmentTable } from './tables.ts';

/** The rows of `shipment`: each is what `evolve` made of everything that happened, and all that is kept of it. */
export const shipmentSource: StateStored<Shipment, ShipmentFact> = {
  stored: 'row',
  category: 'shipment',
  table: shipmentTable,
  initial: shipmentDecider.initial,
  evolve: shipmentDecider.evolve,
  publish: publishShipment,
};

export const shipments = aggregateOf(shipmentDecider, shipmentSource, ({ orderId }: ShipmentCommand) => orderId);

/** Decides what another service asked for. It is answered by a message, so it can be refused only by one. */
export const decideShipment = (unit: Unit, command: ShipmentCommand): void => {
  const decision = unit.decide(shipments, command);
  if (decision.kind === 'rejected') {
    throw new Error(`The shipment of ${command.orderId} rejected ${command.type}, for which nobody waits.`);
  }
};
