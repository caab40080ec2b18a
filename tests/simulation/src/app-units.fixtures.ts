import type { Message } from '@tidemark/contracts';
import type { AnyFact, Handler, StoredFact } from '@tidemark/event-store';
import { MemoryStore, NO_EFFECTS, UnitOfWork } from '@tidemark/event-store';
import { catalog as inventory } from '@tidemark/inventory-app';
import { isReservationFact } from '@tidemark/inventory-domain';
import type { Cause } from '@tidemark/kernel';
import type { AnyConsumer } from '@tidemark/messaging';
import { catalog as order } from '@tidemark/order-app';
import type { FulfillmentState, OrderFact } from '@tidemark/order-domain';
import { catalog as payment } from '@tidemark/payment-app';
import type { PaymentFact } from '@tidemark/payment-domain';
import type { AnyView } from '@tidemark/read-model';
import { catalog as shipping } from '@tidemark/shipping-app';
import type { Shipment } from '@tidemark/shipping-domain';
import type { StockFact } from '@tidemark/inventory-domain';
import type { Happening } from './bus.ts';
import { Choices } from './choices.ts';
import type { Parts } from './invariants.ts';
import type { SimulationOptions } from './simulation.ts';
import { simulate } from './simulation.ts';

/** A unit of work of the simulation: what was in hand, what was remembered then, and what was published. */
export interface SimulatedUnit {
  readonly happening: Extract<Happening, { kind: 'message' | 'answer' | 'deadline' }>;
  readonly before: Remembered;
  readonly published: Message[];
}

interface Remembered {
  readonly process: FulfillmentState;
  readonly order: readonly OrderFact[];
  readonly stock: readonly StockFact[];
  readonly payment: readonly PaymentFact[];
  readonly shipment: Shipment;
}

interface Listening {
  readonly consumers: readonly AnyConsumer[];
  readonly views: readonly AnyView[];
}

export const catalogs: readonly Listening[] = [order, inventory, payment, shipping];

/** The units of a seed that a consumer, a job or a deadline of a service handles. */
export const unitsOf = (seed: number): readonly SimulatedUnit[] => {
  const units: SimulatedUnit[] = [];
  let current: SimulatedUnit | undefined;
  const watcher: SimulationOptions['watcher'] = {
    begins: (happening, parts) => {
      current = undefined;
      if (happening.kind !== 'message' && happening.kind !== 'answer' && happening.kind !== 'deadline') return;
      // A view publishes nothing.
      if (happening.kind === 'message' && happening.to === 'order.order-view') return;
      current = { happening, before: rememberedOf(orderIdOf(happening), parts), published: [] };
      units.push(current);
    },
    publishes: (message) => {
      current?.published.push(message);
    },
  };
  // Without the inbox every delivery is a unit.
  simulate(Choices.ofSeed(seed), { inbox: false, watcher });
  return units;
};

const orderIdOf = (happening: SimulatedUnit['happening']): string =>
  happening.kind === 'message' ? happening.message.orderId : happening.orderId;

const rememberedOf = (orderId: string, { orders, inventory, payments, shipping }: Parts): Remembered => ({
  process: orders.of(orderId).process,
  order: [...orders.of(orderId).facts],
  stock: inventory.facts.filter((fact) => !isReservationFact(fact) || fact.orderId === orderId),
  payment: [...payments.of(orderId).facts],
  shipment: shipping.of(orderId).shipment,
});

/** Runs the unit through the service's own consumer, job or deadline listener; gives what it publishes. */
export const publishedByApp = async ({ happening, before }: SimulatedUnit): Promise<readonly Message[]> => {
  const orderId = orderIdOf(happening);
  const store = await storeWith(orderId, before);
  const unitOfWork = new UnitOfWork(store, {
    newId: nextId(),
    encoder,
    monotonicMs: () => 0,
    rest: () => Promise.resolve(),
  });
  if (happening.kind === 'deadline') {
    const [listener] = order.deadlines;
    const { status } = happening;
    await unitOfWork.execute({
      cause,
      reads: listener.reads(orderId),
      handle: (unit) => {
        listener.handle(orderId, { type: 'DeadlinePassed', status }, unit);
      },
    });
  } else {
    const handler = happening.kind === 'message' ? consumerOf(happening.to) : recordingJob(orderId);
    const input = (happening.kind === 'message' ? happening.message : happening.outcome) as never;
    const [outcome] = await unitOfWork.run(handler, [{ input, cause, id: 'unit-1', lane: orderId, record }]);
    if (outcome?.kind !== 'handled') throw new Error(`${handler.name} did not handle it: ${JSON.stringify(outcome)}`);
  }
  return store.outbox.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()) as Message);
};

const consumerOf = (name: string): Handler<never> => {
  const found = catalogs.flatMap(({ consumers }) => [...consumers]).find((consumer) => consumer.name === name);
  if (found === undefined) throw new Error(`No catalog has a consumer ${name}.`);
  return found;
};

/** How a job ends: every kind of call ends alike. */
const recordingJob = (orderId: string): Handler<never> => {
  const config = { PSP_URL: 'http://127.0.0.1', PSP_TIMEOUT_MS: 1 } as Parameters<typeof payment.jobs>[0];
  const [capture] = payment.jobs(config, { onCircuit: () => undefined });
  const call = { orderId } as Parameters<typeof capture.reads>[1];
  return {
    name: 'payment.jobs',
    reads: (outcome) => capture.reads(outcome, call),
    handle: (outcome, unit) => {
      capture.handle(outcome, call, unit);
    },
  };
};

const storeWith = async (orderId: string, before: Remembered): Promise<MemoryStore> => {
  const store = new MemoryStore(() => 0);
  const streams = new Map<string, AnyFact[]>();
  const add = (streamId: string, fact: AnyFact): void => {
    streams.set(streamId, [...(streams.get(streamId) ?? []), fact]);
  };
  for (const fact of before.order) add(`order-${orderId}`, fact);
  for (const fact of before.payment) add(`payment-${orderId}`, fact);
  for (const fact of before.stock) add(isReservationFact(fact) ? `reservation-${orderId}` : `stock-${fact.sku}`, fact);
  const process = { streamId: `fulfillment-${orderId}`, version: 1, definition: 0, snapshot: before.process, ...now };
  await store.transact({ heads: [], rows: [] }, () => ({
    effects: {
      ...NO_EFFECTS,
      facts: [...streams].flatMap(([streamId, facts]) => facts.map((fact, index) => stored(streamId, index + 1, fact))),
      heads: [
        // A definition that nobody has makes the store fold the facts anew.
        ...[...streams].map(([streamId, { length }]) => ({
          ...{ streamId, version: length, definition: -1, snapshot: undefined, ...now },
        })),
        ...(before.process.status === 'NotStarted' ? [] : [process]),
      ],
    },
    result: undefined,
  }));
  const { shipment } = before;
  if (shipment.orderId !== '') await store.writeRows(shipmentTable, [shipment]);
  return store;
};

const shipmentTable = { name: 'shipment', key: 'orderId', properties: [], onConflict: 'replace' } as const;
const now = { recordedAt: new Date(0).toISOString(), created: true };
const cause: Cause = { messageId: 'message-1', correlationId: 'order', traceparent: 'none', actor: 'process' };

const stored = (streamId: string, version: number, fact: AnyFact): StoredFact => ({
  ...{ streamId, version, fact, cause, recordedAt: now.recordedAt },
});

const record = { topic: 't.v1', partition: 0, offset: '0', key: null, value: null, headers: {}, timestampMs: 0 };

const encoder = { encode: (message: Message) => new TextEncoder().encode(JSON.stringify(message)) };

const nextId = (): (() => string) => {
  let last = 0;
  return () => `id-${(last += 1)}`;
};
