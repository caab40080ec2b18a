import type { Message } from '@tidemark/contracts';
import type { StockCommand, StockFact, Warehouse } from '@tidemark/inventory-domain';
import { isReservationFact, publishCount, publishReservation, shelvesOf, stockOf } from '@tidemark/inventory-domain';
import type { Bus } from './bus.ts';
import type { House } from './house.ts';
import type { Sightings } from './sightings.ts';
import { Wrong } from './wrong.ts';

/** The inventory service: mirrors its two consumers and its two routes for stock. */
export class Inventory {
  readonly #house: House;
  readonly #bus: Bus;
  readonly #sightings: Sightings | undefined;
  warehouse: Warehouse;
  readonly facts: StockFact[] = [];
  /** Pieces that came in, and what counting changed, by SKU. */
  readonly broughtIn = new Map<string, number>();

  constructor(house: House, bus: Bus, sightings: Sightings | undefined) {
    this.#house = house;
    this.#bus = bus;
    this.#sightings = sightings;
    this.warehouse = house.warehouse.initial;
  }

  hear(message: Extract<Message, { type: 'ReserveStock' | 'ReleaseStock' | 'ShipmentDispatched' }>): void {
    const { orderId } = message;
    this.decide(message.type === 'ShipmentDispatched' ? { type: 'ShipStock', orderId, lines: message.lines } : message);
  }

  receive(sku: string, quantity: number): void {
    this.broughtIn.set(sku, (this.broughtIn.get(sku) ?? 0) + quantity);
    this.decide({ type: 'ReceiveStock', sku, quantity });
  }

  count(sku: string, difference: number): void {
    const counted = stockOf(this.warehouse, sku).onHand + difference;
    if (this.decide({ type: 'CorrectCount', sku, counted })) {
      this.broughtIn.set(sku, (this.broughtIn.get(sku) ?? 0) + difference);
    }
  }

  /** True unless only the caller was told no. */
  decide(command: StockCommand): boolean {
    const decision = this.#house.warehouse.decide(command, this.warehouse);
    if ('orderId' in command) this.#sightings?.see(`${placeOf(this.warehouse, command.orderId)} ${command.type}`);
    switch (decision.kind) {
      case 'accepted':
        this.#tell(command, decision.facts.length === 0 ? 'nothing new' : decision.facts.map(described).join(', '));
        for (const fact of decision.facts) this.#record(fact);
        this.#assertNothingOversold();
        return true;
      case 'repeated':
        this.#tell(command, `again ${described(decision.answer)}`);
        for (const message of publicForms(decision.answer, this.warehouse)) this.#bus.publish(message);
        return true;
      case 'rejected':
        this.#tell(command, decision.rejection.code);
        return false;
    }
  }

  #record(fact: StockFact): void {
    this.facts.push(fact);
    this.warehouse = this.#house.warehouse.evolve(this.warehouse, fact);
    for (const message of publicForms(fact, this.warehouse)) this.#bus.publish(message);
  }

  #assertNothingOversold(): void {
    for (const [sku, { onHand, reserved }] of Object.entries(this.warehouse.stock)) {
      if (reserved < 0 || reserved > onHand) {
        throw new Wrong('I1 stock', `Of ${sku}, ${reserved} are reserved while ${onHand} lie on the shelf.`);
      }
    }
  }

  #tell(command: StockCommand, what: string): void {
    const about = 'orderId' in command ? command.orderId : `${command.sku} ${quantityOf(command)}`;
    this.#bus.telling?.(this.#bus.now, 'inventory', `${about} ${command.type}: ${what}`);
  }
}

const quantityOf = (command: Extract<StockCommand, { sku: string }>): number =>
  command.type === 'ReceiveStock' ? command.quantity : command.counted;

const described = (fact: StockFact): string => {
  if (isReservationFact(fact)) return fact.type === 'ReservationRefused' ? `${fact.type} (${fact.reason})` : fact.type;
  return `${fact.type} ${fact.type === 'CountCorrected' ? fact.counted : fact.quantity} ${fact.sku}`;
};

const publicForms = (fact: StockFact, warehouse: Warehouse): readonly Message[] =>
  isReservationFact(fact)
    ? publishReservation(fact, shelvesOf(warehouse, fact.orderId).reservation)
    : publishCount(fact, stockOf(warehouse, fact.sku));

const placeOf = (warehouse: Warehouse, orderId: string): string => {
  const { answer, released, shipped } = shelvesOf(warehouse, orderId).reservation;
  const words = [answer?.type, released?.type, shipped?.type].filter((word) => word !== undefined);
  return `reservation[${words.join(' ')}]`;
};
