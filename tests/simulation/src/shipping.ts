import type { CancelShipment, ScheduleShipment } from '@tidemark/contracts';
import type { Shipment, ShipmentCommand, ShipmentFact } from '@tidemark/shipping-domain';
import { publishShipment } from '@tidemark/shipping-domain';
import type { Bus } from './bus.ts';
import type { House } from './house.ts';
import type { Sightings } from './sightings.ts';
import { Wrong } from './wrong.ts';

interface Kept {
  shipment: Shipment;
  readonly facts: ShipmentFact[];
}

/** The shipping service: mirrors its two consumers and the two routes of the warehouse. */
export class Shipping {
  readonly #house: House;
  readonly #bus: Bus;
  readonly #sightings: Sightings | undefined;
  readonly #kept = new Map<string, Kept>();

  constructor(house: House, bus: Bus, sightings: Sightings | undefined) {
    this.#house = house;
    this.#bus = bus;
    this.#sightings = sightings;
  }

  of(orderId: string): Kept {
    const kept = this.#kept.get(orderId);
    if (kept !== undefined) return kept;
    const created = { shipment: this.#house.shipment.initial, facts: [] };
    this.#kept.set(orderId, created);
    return created;
  }

  /** Commands of the fulfillment, and what shipping makes of a confirmation: nobody waits for a refusal. */
  hear(
    command: ScheduleShipment | CancelShipment | { readonly type: 'ConfirmShipment'; readonly orderId: string },
  ): void {
    if (!this.#decide(command)) {
      throw new Wrong('nobody is told no', `The shipment of ${command.orderId} rejected ${command.type}.`);
    }
  }

  dispatch(orderId: string): void {
    this.#decide({ type: 'DispatchShipment', orderId, trackingCode: `TRACK-${orderId}` });
  }

  deliver(orderId: string): void {
    this.#decide({ type: 'DeliverShipment', orderId });
  }

  #decide(command: ShipmentCommand): boolean {
    const { orderId } = command;
    const kept = this.of(orderId);
    const decision = this.#house.shipment.decide(command, kept.shipment);
    this.#sightings?.see(`shipment ${kept.shipment.status} ${command.type}`);
    switch (decision.kind) {
      case 'accepted': {
        const news = decision.facts.map(({ type }) => type).join(', ');
        this.#bus.telling?.(
          this.#bus.now,
          'shipping',
          `${orderId} ${command.type}: ${news === '' ? 'nothing new' : news}`,
        );
        for (const fact of decision.facts) this.#record(orderId, kept, fact);
        return true;
      }
      case 'repeated':
        this.#bus.telling?.(this.#bus.now, 'shipping', `${orderId} ${command.type}: again ${decision.answer.type}`);
        for (const message of publishShipment(decision.answer, kept.shipment)) this.#bus.publish(message);
        return true;
      case 'rejected':
        this.#bus.telling?.(this.#bus.now, 'shipping', `${orderId} ${command.type}: ${decision.rejection.code}`);
        return false;
    }
  }

  #record(orderId: string, kept: Kept, fact: ShipmentFact): void {
    kept.shipment = this.#house.shipment.evolve(kept.shipment, fact);
    kept.facts.push(fact);
    for (const message of publishShipment(fact, kept.shipment)) this.#bus.publish(message);
    this.#inviteThePeople(orderId, fact.type);
  }

  /** The warehouse packs when it may, and now and then earlier; customers race with it. */
  #inviteThePeople(orderId: string, news: ShipmentFact['type']): void {
    const { choices } = this.#bus;
    if (news === 'ShipmentScheduled' && choices.oneIn(4, 'hurries', orderId)) {
      this.#bus.invite({ kind: choices.oneIn(4, 'errs', orderId) ? 'deliver' : 'dispatch', orderId });
    }
    if (news === 'OrderConfirmationHeard') {
      const tries = choices.among([0, 1, 2, 1], 'dispatches', orderId);
      for (let count = 0; count < tries; count += 1) this.#bus.invite({ kind: 'dispatch', orderId });
    }
    if (news === 'ShipmentDispatched') {
      if (choices.oneIn(4, 'regrets', orderId, 'dispatched')) this.#bus.invite({ kind: 'cancel', orderId });
      const tries = choices.among([0, 1, 2], 'deliveries', orderId);
      for (let count = 0; count < tries; count += 1) this.#bus.invite({ kind: 'deliver', orderId });
    }
    if ((news === 'ShipmentCanceled' || news === 'ShipmentRefused') && choices.oneIn(4, 'hurries', orderId)) {
      this.#bus.invite({ kind: choices.oneIn(2, 'errs', orderId) ? 'deliver' : 'dispatch', orderId });
    }
  }
}
