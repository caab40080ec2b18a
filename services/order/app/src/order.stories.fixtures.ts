import type { InventoryEvent, PaymentEvent, ShippingEvent } from '@tidemark/contracts';
import { standardFulfillment } from '@tidemark/order-domain';
import type { Bench } from '@tidemark/pacts';
import { operate } from './fulfillments.commands.ts';
import { fulfillmentAnswers } from './kafka/fulfillment-answers.consumer.ts';
import { fulfillmentDeadlines } from './kafka/fulfillment-deadlines.ts';
import { cancelOrder, placeOrder } from './orders.commands.ts';
import { productPrices } from './persistence/tables.ts';

export const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';

const request = {
  customerId: 'customer-1',
  emailAddress: 'ada@example.org',
  cardToken: 'tok_approved',
  address: { recipient: 'Ada', street: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  lines: [
    { sku: 'lamp', quantity: 2 },
    { sku: 'desk', quantity: 1 },
  ],
};

/** What the other services answer. */
export type FulfillmentAnswer = InventoryEvent | PaymentEvent | ShippingEvent;

/** One order on the bench, moved on by what the customer and the other services say. */
export class OrderStory {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** Through the same commands as a request; the catalog's copy knows the goods. */
  async place(): Promise<this> {
    await this.#bench.execute([], (unit) => {
      for (const sku of ['lamp', 'desk'])
        unit.write(productPrices, {
          sku,
          name: sku,
          unitPriceMinor: 2_500,
          currency: 'EUR',
          deleted: false,
          version: 2,
        });
    });
    const { reads, handle } = placeOrder(orderId, request, standardFulfillment);
    await this.#bench.execute(reads, handle);
    return this;
  }

  async hear(...answers: readonly FulfillmentAnswer[]): Promise<this> {
    for (const answer of answers) await this.#bench.hear(fulfillmentAnswers, answer);
    return this;
  }

  async cancel(reason: string | null): Promise<this> {
    const { reads, handle } = cancelOrder(orderId, reason);
    await this.#bench.execute(reads, handle);
    return this;
  }

  /** An operator wants it undone. */
  async undo(): Promise<this> {
    const { reads, handle } = operate(
      orderId,
      { type: 'UndoRequested' },
      { actor: 'ada', reason: 'the customer called' },
    );
    await this.#bench.execute(reads, handle);
    return this;
  }

  /** The deadline of a state passes. */
  async wait(
    status: 'AwaitingStock' | 'AwaitingPayment' | 'AwaitingShipment' | 'Canceling' | 'Undoing',
  ): Promise<this> {
    await this.#bench.execute(fulfillmentDeadlines.reads(orderId), (unit) =>
      fulfillmentDeadlines.handle(orderId, { type: 'DeadlinePassed', status }, unit),
    );
    return this;
  }
}

export const storyOn = (bench: Bench): OrderStory => new OrderStory(bench);

export const reserved = { type: 'StockReserved', orderId } as const;
export const captured = {
  type: 'PaymentCaptured',
  orderId,
  amountMinor: 7_500,
  currency: 'EUR',
  providerReference: 'ch_1',
} as const;
export const scheduled = { type: 'ShipmentScheduled', orderId, shipmentId: orderId } as const;
export const dispatched = {
  type: 'ShipmentDispatched',
  orderId,
  shipmentId: orderId,
  lines: request.lines,
  trackingCode: 'TRACK-1',
} as const;
export const delivered = { type: 'ShipmentDelivered', orderId, shipmentId: orderId } as const;

const named = <Type extends string>(type: Type) => ({ type, orderId }) as const;
export const outOfStock = { ...named('StockReservationRefused'), reason: 'SHORT', shortages: [] } as const;
export const released = named('StockReleased');
export const declined = { ...named('PaymentDeclined'), declineCode: 'insufficient_funds' } as const;
export const refunded = { ...named('PaymentRefunded'), amountMinor: 7_500, currency: 'EUR' } as const;
export const voided = named('PaymentVoided');
export const shipmentRefused = { ...named('ShipmentRefused'), reason: 'ADDRESS_NOT_SERVED' } as const;
export const shipmentCanceled = named('ShipmentCanceled');
export const cancellationRefused = named('ShipmentCancellationRefused');
