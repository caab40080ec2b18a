import type { CancelShipment, ScheduleShipment } from '@tidemark/contracts';
import type { Decider, Decision } from '@tidemark/kernel';
import { accept, assertNever, reject, repeat } from '@tidemark/kernel';
import { servedCountries } from './served-countries.ts';
import type {
  DeliverShipment,
  DispatchShipment,
  Shipment,
  ShipmentCommand,
  ShipmentFact,
  ShipmentRefused,
  ShipmentRejection,
  ShipmentScheduled,
} from './shipment.ts';

/** An order has one shipment, so the order's id names it: nothing has to be drawn, and nothing can be drawn twice. */
export const shipmentIdOf = (orderId: string): string => orderId;

/** The same rules as an event-sourced aggregate has; only that the row which `evolve` makes is all that is kept. */
export const shipmentDecider: Decider<ShipmentCommand, Shipment, ShipmentFact, ShipmentRejection> = {
  initial: {
    orderId: '',
    shipmentId: null,
    status: 'Unknown',
    lines: [],
    address: null,
    trackingCode: null,
    orderConfirmed: false,
    refusal: null,
    cancellation: null,
  },

  decide: (command, shipment) => {
    switch (command.type) {
      case 'ScheduleShipment':
        return schedule(command, shipment);
      case 'CancelShipment':
        return cancel(command, shipment);
      case 'ConfirmShipment':
        // Remembered in every state: it may be heard before the shipment, and a canceled one never leaves anyway.
        return shipment.orderConfirmed
          ? accept()
          : accept({ type: 'OrderConfirmationHeard', orderId: command.orderId });
      case 'DispatchShipment':
        return dispatch(command, shipment);
      case 'DeliverShipment':
        return deliver(command, shipment);
      default:
        return assertNever(command);
    }
  },

  evolve: (before, fact) => {
    const shipment: Shipment = { ...before, orderId: fact.orderId };
    switch (fact.type) {
      case 'ShipmentScheduled': {
        const { shipmentId, lines, address } = fact;
        return { ...shipment, status: 'Scheduled', shipmentId, lines, address };
      }
      case 'ShipmentRefused':
        // A latecomer is refused, and what was canceled stays canceled.
        return { ...shipment, status: isCanceled(shipment) ? 'Canceled' : 'Refused', refusal: fact.reason };
      case 'ShipmentCanceled':
        // What was refused stays refused.
        return { ...shipment, status: isRefused(shipment) ? 'Refused' : 'Canceled', cancellation: 'accepted' };
      case 'ShipmentCancellationRefused':
        return { ...shipment, cancellation: 'refused' };
      case 'OrderConfirmationHeard':
        return { ...shipment, orderConfirmed: true };
      case 'ShipmentDispatched':
        return { ...shipment, status: 'Dispatched', trackingCode: fact.trackingCode };
      case 'ShipmentDelivered':
        return { ...shipment, status: 'Delivered' };
      default:
        return assertNever(fact);
    }
  },
};

const isCanceled = ({ status }: Shipment): boolean => status === 'Canceled';

const isRefused = ({ status }: Shipment): boolean => status === 'Refused';

const schedule = (command: ScheduleShipment, shipment: Shipment): Decision<ShipmentFact> => {
  const answer = scheduleAnswerOf(shipment);
  if (answer) return repeat(answer);
  const { orderId, lines, address } = command;
  if (isCanceled(shipment)) return accept(refused(orderId, 'CANCELED_BEFORE'));
  if (!servedCountries.has(address.country)) return accept(refused(orderId, 'ADDRESS_NOT_SERVED'));
  return accept({ type: 'ShipmentScheduled', orderId, shipmentId: shipmentIdOf(orderId), lines, address });
};

/** What ScheduleShipment was answered, made again from the row. */
const scheduleAnswerOf = (shipment: Shipment): ShipmentScheduled | ShipmentRefused | undefined => {
  const { orderId, shipmentId, lines, address, refusal } = shipment;
  if (refusal !== null) return refused(orderId, refusal);
  if (shipmentId === null || address === null) return undefined;
  return { type: 'ShipmentScheduled', orderId, shipmentId, lines, address };
};

const cancel = ({ orderId }: CancelShipment, { status, cancellation }: Shipment): Decision<ShipmentFact> => {
  const canceled: ShipmentFact = { type: 'ShipmentCanceled', orderId };
  const tooLate: ShipmentFact = { type: 'ShipmentCancellationRefused', orderId };
  switch (cancellation) {
    case 'accepted':
      return repeat(canceled);
    case 'refused':
      return repeat(tooLate);
    case null:
      return accept(status === 'Dispatched' || status === 'Delivered' ? tooLate : canceled);
    default:
      return assertNever(cancellation);
  }
};

const dispatch = (
  { orderId, trackingCode }: DispatchShipment,
  { status, orderConfirmed, shipmentId, lines }: Shipment,
): Decision<ShipmentFact, ShipmentRejection> => {
  switch (status) {
    case 'Unknown':
      return reject({ code: 'SHIPMENT_UNKNOWN' });
    case 'Refused':
      return reject({ code: 'SHIPMENT_REFUSED' });
    case 'Canceled':
      return reject({ code: 'SHIPMENT_CANCELED' });
    case 'Scheduled':
      return orderConfirmed
        ? accept({
            type: 'ShipmentDispatched',
            orderId,
            shipmentId: shipmentId ?? shipmentIdOf(orderId),
            lines,
            trackingCode,
          })
        : reject({ code: 'ORDER_NOT_CONFIRMED' });
    case 'Dispatched':
    case 'Delivered':
      return accept();
    default:
      return assertNever(status);
  }
};

const deliver = (
  { orderId }: DeliverShipment,
  { status, shipmentId }: Shipment,
): Decision<ShipmentFact, ShipmentRejection> => {
  switch (status) {
    case 'Unknown':
      return reject({ code: 'SHIPMENT_UNKNOWN' });
    case 'Refused':
      return reject({ code: 'SHIPMENT_REFUSED' });
    case 'Canceled':
      return reject({ code: 'SHIPMENT_CANCELED' });
    case 'Scheduled':
      return reject({ code: 'NOT_DISPATCHED' });
    case 'Dispatched':
      return accept({ type: 'ShipmentDelivered', orderId, shipmentId: shipmentId ?? shipmentIdOf(orderId) });
    case 'Delivered':
      return accept();
    default:
      return assertNever(status);
  }
};

const refused = (orderId: string, reason: ShipmentRefused['reason']): ShipmentRefused => ({
  type: 'ShipmentRefused',
  orderId,
  reason,
});
