import type { Message } from '@tidemark/contracts';
import { Answers } from './answers.ts';
import type { Happening, Telling } from './bus.ts';
import { Bus } from './bus.ts';
import type { Choices } from './choices.ts';
import type { House } from './house.ts';
import { realHouse } from './house.ts';
import type { End, Parts } from './invariants.ts';
import { checkedEnds } from './invariants.ts';
import { Inventory } from './inventory.ts';
import { OrderViews } from './order-views.ts';
import { Orders } from './orders.ts';
import { Payments } from './payments.ts';
import { Provider } from './provider.ts';
import type { Deed } from './scenario.ts';
import { scenarioOf } from './scenario.ts';
import { Shipping } from './shipping.ts';
import type { Sightings } from './sightings.ts';
import type { Rule } from './wrong.ts';
import { Wrong } from './wrong.ts';

export interface SimulationOptions {
  /** Whether a consumer knows the messages that it has handled. The rules must hold without. */
  readonly inbox: boolean;
  /** The rules; Tidemark's own when absent. */
  readonly house?: House | undefined;
  readonly sightings?: Sightings | undefined;
  readonly telling?: Telling | undefined;
  readonly watcher?: Watcher | undefined;
}

/** Told of each unit: what is in hand, everybody's state before it, and what it publishes. */
export interface Watcher {
  readonly begins: (happening: Happening, parts: Parts) => void;
  readonly publishes: (message: Message) => void;
}

export interface Failure {
  readonly rule: Rule;
  readonly sentence: string;
}

export interface Ended {
  readonly orders: number;
  readonly ends: readonly End[];
  /** How many things happened. */
  readonly steps: number;
  readonly failure: Failure | undefined;
}

/** Far more than any run needs: one that has not come to rest by then never will. */
const MAX_STEPS = 1_500;

/** Runs one story to its end and checks it. Equal choices and options give equal stories. */
export const simulate = (choices: Choices, options: SimulationOptions): Ended => {
  const story = new Story(choices, options);
  try {
    return { ...story.size, ends: story.run(), steps: story.steps, failure: undefined };
  } catch (error) {
    return { ...story.size, ends: [], steps: story.steps, failure: failureOf(error) };
  }
};

/** What a rule throws is a defect: it must decide about anything. */
const failureOf = (error: unknown): Failure =>
  error instanceof Wrong
    ? { rule: error.rule, sentence: error.message }
    : { rule: 'no defect', sentence: error instanceof Error ? error.message : String(error) };

class Story {
  steps = 0;
  readonly #bus: Bus;
  readonly #parts: Parts;
  readonly #inbox: Set<string> | undefined;
  readonly #watcher: Watcher | undefined;

  constructor(choices: Choices, { inbox, house = realHouse, sightings, telling, watcher }: SimulationOptions) {
    const scenario = scenarioOf(choices);
    const answers = new Answers();
    const published = (message: Message): void => {
      answers.hear(message);
      watcher?.publishes(message);
    };
    const bus = new Bus(choices, published, telling);
    const provider = new Provider();
    this.#bus = bus;
    this.#inbox = inbox ? new Set() : undefined;
    this.#watcher = watcher;
    this.#parts = {
      house,
      scenario,
      provider,
      orders: new Orders(house, bus, sightings),
      views: new OrderViews(house),
      inventory: new Inventory(house, bus, sightings),
      payments: new Payments(house, bus, provider, sightings),
      shipping: new Shipping(house, bus, sightings),
    };
  }

  get size(): { readonly orders: number } {
    return { orders: this.#parts.scenario.orderIds.length };
  }

  run(): readonly End[] {
    const { opening, deeds, calmAfter } = this.#parts.scenario;
    for (const deed of opening) this.#do(deed);
    for (const deed of deeds) this.#bus.invite(deed);
    for (let next = this.#bus.next(); next !== undefined; next = this.#bus.next()) {
      this.steps += 1;
      if (this.steps === calmAfter) this.#bus.calmDown();
      if (this.steps > MAX_STEPS) throw new Wrong('everything comes to rest', this.#restless());
      this.#watcher?.begins(next, this.#parts);
      this.#happens(next);
    }
    return checkedEnds(this.#parts);
  }

  #happens(next: Happening): void {
    const { orders, payments } = this.#parts;
    switch (next.kind) {
      case 'message':
        if (this.#isFresh(next.to, next.id, next.message.type)) this.#hear(next);
        return;
      case 'webhook':
        payments.record(next.orderId, next.outcome, 'webhook');
        return;
      case 'answer':
        payments.record(next.orderId, next.outcome, 'answer');
        return;
      case 'call':
        payments.call(next.call, next.attempt);
        return;
      case 'stray':
        payments.request(next.call, 'long after it was given up');
        return;
      case 'deed':
        this.#do(next.deed);
        return;
      case 'deadline':
        this.#tell('clock', `${next.orderId} is overdue${next.outdated ? ` from ${next.status}` : ''}`);
        orders.react(next.orderId, { type: 'DeadlinePassed', status: next.status });
        return;
    }
  }

  #isFresh(consumer: string, id: number, what: string): boolean {
    if (this.#inbox === undefined) return true;
    const key = `${consumer} ${id}`;
    if (this.#inbox.has(key)) {
      this.#bus.telling?.(this.#bus.now, 'bus', `${consumer} knows this ${what} already`);
      return false;
    }
    this.#inbox.add(key);
    return true;
  }

  #hear({ message, streamVersion, to }: Extract<Happening, { kind: 'message' }>): void {
    const { orders, views, inventory, payments, shipping } = this.#parts;
    if (to === 'order.order-view') {
      views.hear(message as OrderMessage, streamVersion, orders.of(message.orderId).facts);
      return;
    }
    switch (message.type) {
      case 'ReserveStock':
      case 'ReleaseStock':
        inventory.hear(message);
        return;
      case 'CapturePayment':
      case 'RefundPayment':
        payments.hear(message);
        return;
      case 'ScheduleShipment':
      case 'CancelShipment':
        shipping.hear(message);
        return;
      case 'OrderConfirmed':
        shipping.hear({ type: 'ConfirmShipment', orderId: message.orderId });
        return;
      case 'OrderPlaced':
      case 'OrderCancellationRequested':
      case 'OrderCancellationRefused':
      case 'OrderCanceled':
      case 'OrderDispatched':
      case 'OrderDelivered':
        return;
      default:
        if (message.type === 'ShipmentDispatched' && to === 'inventory.dispatches') inventory.hear(message);
        else orders.react(message.orderId, message);
    }
  }

  #do(deed: Deed): void {
    const { orders, inventory, shipping } = this.#parts;
    switch (deed.kind) {
      case 'place': {
        const { orderId, lines, cardToken, address } = deed.order;
        const wanted = lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(' and ');
        this.#tell('customer', `orders ${wanted} to ${address.country} with ${cardToken}: ${orderId}`);
        orders.place(deed.order, deed.definition);
        return;
      }
      case 'cancel':
        this.#tell('customer', `cancels ${deed.orderId}`);
        orders.react(deed.orderId, { type: 'CancelRequested', reason: null });
        return;
      case 'operate':
        this.#tell('operator', `${deed.input.type} for ${deed.orderId}`);
        orders.react(deed.orderId, deed.input);
        return;
      case 'dispatch':
        this.#tell('warehouse', `hands ${deed.orderId} to the carrier`);
        shipping.dispatch(deed.orderId);
        return;
      case 'deliver':
        this.#tell('warehouse', `says that ${deed.orderId} was delivered`);
        shipping.deliver(deed.orderId);
        return;
      case 'receive':
        inventory.receive(deed.sku, deed.quantity);
        return;
      case 'count':
        inventory.count(deed.sku, deed.difference);
        return;
    }
  }

  #tell(who: string, what: string): void {
    this.#bus.telling?.(this.#bus.now, who, what);
  }

  #restless(): string {
    const { scenario, orders } = this.#parts;
    const states = scenario.orderIds.map((orderId) => `${orderId} is ${orders.of(orderId).process.status}`);
    return `After ${MAX_STEPS} steps something is still under way: ${states.join(', ')}.`;
  }
}

type OrderMessage = Extract<Message, { type: `Order${string}` }>;
