import type { ProviderCall } from '@tidemark/payment-domain';
import { fulfillment, orderDecider } from '@tidemark/order-domain';
import { paymentDecider } from '@tidemark/payment-domain';
import { shipmentDecider } from '@tidemark/shipping-domain';
import { warehouseDecider } from '@tidemark/inventory-domain';

/** The rules that are simulated. */
export interface House {
  readonly fulfillment: typeof fulfillment;
  readonly order: typeof orderDecider;
  readonly warehouse: typeof warehouseDecider;
  readonly payment: typeof paymentDecider;
  readonly shipment: typeof shipmentDecider;
  /** The call as its job makes it at this attempt, counted from 1. */
  readonly callAgain: (call: ProviderCall, attempt: number) => ProviderCall;
}

/** Tidemark's own rules, as its services import them. */
export const realHouse: House = {
  fulfillment,
  order: orderDecider,
  warehouse: warehouseDecider,
  payment: paymentDecider,
  shipment: shipmentDecider,
  callAgain: (call) => call,
};
