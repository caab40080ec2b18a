import { randomUUID } from 'node:crypto';
import type { ReleaseStock, ReserveStock, ShipmentDispatched } from '@tidemark/contracts';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { startService } from '@tidemark/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatched, line, release, reserve, Warehouse } from './inventory.fixtures.ts';
import { inventoryService } from './inventory.module.ts';

const INSTANCES = 3;

let service: ServiceUnderTest;
let instances: readonly ServiceUnderTest[];
let warehouse: Warehouse;

beforeAll(async () => {
  service = await startService(inventoryService);
  instances = [service, ...(await Promise.all(Array.from({ length: INSTANCES - 1 }, () => service.another())))];
  warehouse = new Warehouse(service);
});

afterAll(async () => {
  for (const instance of instances.toReversed()) await instance.stop();
});

type Heard = ReserveStock | ReleaseStock | ShipmentDispatched;

/** Brings each message to the next instance, all at the same time; what a lost race puts off comes again, as Kafka would. */
const hearAtOnce = (messages: readonly Heard[]): Promise<unknown> =>
  Promise.all(
    messages.map(async (message, index) => {
      const instance = instances[index % INSTANCES] ?? service;
      const id = randomUUID();
      return untilHeard(() => instance.hear(message, { id }));
    }),
  );

const untilHeard = async <Result>(hear: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await hear();
    } catch (error) {
      if (attempt === 20) throw error;
      postponed.push(String(error));
    }
  }
};

const postponed: string[] = [];

const answersOf = async (orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
  const published = await service.published();
  const byKey = Map.groupBy(published, ({ key }) => key);
  return new Map(orderIds.map((orderId) => [orderId, (byKey.get(orderId) ?? []).map(({ message }) => message.type)]));
};

const orders = (count: number): readonly string[] => Array.from({ length: count }, () => randomUUID());

const stocked = async (pieces: number): Promise<readonly [string, string]> => {
  const skus = [`left-${randomUUID()}`, `right-${randomUUID()}`] as const;
  for (const sku of skus) await warehouse.stock(sku, pieces);
  return skus;
};

describe('Orders for the same products in opposite order, on several instances', () => {
  it('never deadlock, never get more than there is, and hold all of their lines or none', async () => {
    const [left, right] = await stocked(10);
    const orderIds = orders(30);
    await hearAtOnce(
      orderIds.map((orderId, index) => {
        const lines = [line(left, 1), line(right, 1)];
        return reserve(orderId, ...(index % 2 === 0 ? lines : lines.toReversed()));
      }),
    );
    expect(postponed.filter((error) => error.includes('deadlock'))).toEqual([]);
    const answers = [...(await answersOf(orderIds)).values()];
    expect(answers.filter(([answer]) => answer === 'StockReserved')).toHaveLength(10);
    expect(answers.filter(([answer]) => answer === 'StockReservationRefused')).toHaveLength(20);
    for (const sku of [left, right]) {
      expect(await warehouse.shelf(sku)).toEqual({ sku, onHand: 10, reserved: 10, available: 0, shipped: 0 });
    }
  });

  it('leave the piece of an order that lacks another line to those who lack nothing', async () => {
    const [left, right] = await stocked(3);
    const orderIds = orders(12);
    await hearAtOnce(orderIds.map((orderId, index) => reserve(orderId, line(left, 1), line(right, index < 6 ? 4 : 1))));
    const answers = await answersOf(orderIds);
    expect(orderIds.slice(0, 6).map((orderId) => answers.get(orderId))).toEqual(
      Array.from({ length: 6 }, () => ['StockReservationRefused']),
    );
    for (const sku of [left, right]) expect(await warehouse.shelf(sku)).toMatchObject({ reserved: 3, available: 0 });
  });
});

describe('Ten thousand orders for two thousand pieces, on several instances', () => {
  const ORDERS = 10_000;
  const PIECES = 1_000;
  const CHUNK = 100;

  it('promise no piece twice, leave none over, and answer each order once', async () => {
    const [left, right] = await stocked(PIECES);
    const wanted = [[left], [right], [left, right], [right, left]].map((skus) => skus.map((sku) => line(sku, 1)));
    const asked = orders(ORDERS).map((orderId, index) => reserve(orderId, ...(wanted[index % wanted.length] ?? [])));
    const waiting = Array.from({ length: ORDERS / CHUNK }, (_, index) =>
      asked.slice(index * CHUNK, (index + 1) * CHUNK),
    );
    const instanceAtWork = async (instance: ServiceUnderTest): Promise<void> => {
      for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
        const ids = chunk.map(() => randomUUID());
        // What did not fit into the time of a transaction comes again, as Kafka would bring it.
        for (let from = 0; from < chunk.length;) {
          const verdicts = await untilHeard(() => instance.hearTogether(chunk.slice(from), ids.slice(from)));
          from += verdicts.filter((verdict) => verdict === 'done').length;
        }
      }
    };
    await Promise.all(instances.map(instanceAtWork));

    const answers = await answersOf(asked.map(({ orderId }) => orderId));
    expect([...answers.values()].filter((types) => types.length !== 1)).toEqual([]);
    const promised = asked.filter(({ orderId }) => answers.get(orderId)?.[0] === 'StockReserved');
    for (const sku of [left, right]) {
      expect(promised.filter(({ lines }) => lines.some((one) => one.sku === sku))).toHaveLength(PIECES);
      expect(await warehouse.shelf(sku)).toMatchObject({ onHand: PIECES, reserved: PIECES, available: 0 });
    }
  });
});

describe('What is asked, undone and shipped at the same time', () => {
  it('leaves nothing held of an order whose release came in at any moment', async () => {
    const [left, right] = await stocked(20);
    const orderIds = orders(20);
    const lines = [line(left, 1), line(right, 1)];
    await hearAtOnce(orderIds.flatMap((orderId) => [reserve(orderId, ...lines), release(orderId, ...lines)]));
    for (const answers of (await answersOf(orderIds)).values()) {
      expect([...answers].toSorted()).toEqual(
        ['StockReleased', answers.includes('StockReserved') ? 'StockReserved' : 'StockReservationRefused'].toSorted(),
      );
    }
    for (const sku of [left, right]) {
      expect(await warehouse.shelf(sku)).toEqual({ sku, onHand: 20, reserved: 0, available: 20, shipped: 0 });
    }
  });

  it('books each dispatch once, however often and wherever it is heard', async () => {
    const [left, right] = await stocked(5);
    const orderIds = orders(5);
    const lines = [line(left, 1), line(right, 1)];
    await hearAtOnce(orderIds.map((orderId) => reserve(orderId, ...lines)));
    await hearAtOnce([1, 2, 3].flatMap(() => orderIds.map((orderId) => dispatched(orderId, ...lines))));
    for (const sku of [left, right]) {
      expect(await warehouse.shelf(sku)).toEqual({ sku, onHand: 0, reserved: 0, available: 0, shipped: 5 });
    }
  });

  it('answers the same question from two instances twice with one answer, each to its own asking', async () => {
    const [left] = await stocked(1);
    const [orderId] = orders(1) as [string];
    await hearAtOnce([1, 2, 3, 4].map(() => reserve(orderId, line(left, 1))));
    const answers = (await service.published()).filter(({ key }) => key === orderId);
    expect(answers.map(({ message }) => message.type)).toEqual(Array.from({ length: 4 }, () => 'StockReserved'));
    expect(new Set(answers.map(({ causationId }) => causationId)).size).toBe(4);
    expect(await warehouse.shelf(left)).toMatchObject({ reserved: 1 });
  });
});
