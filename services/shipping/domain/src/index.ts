export { publishShipment } from './publication/publish.ts';
export { servedCountries } from './shipment/served-countries.ts';
export { shipmentDecider, shipmentIdOf } from './shipment/shipment.decider.ts';
export type {
  ConfirmShipment,
  DeliverShipment,
  DispatchShipment,
  OrderConfirmationHeard,
  Shipment,
  ShipmentAddress,
  ShipmentCanceled,
  ShipmentCancellationRefused,
  ShipmentCommand,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentFact,
  ShipmentLine,
  ShipmentRefused,
  ShipmentRejection,
  ShipmentScheduled,
  ShipmentStatus,
} from './shipment/shipment.ts';
