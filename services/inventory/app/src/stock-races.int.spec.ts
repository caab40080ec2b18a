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
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await instance.hear(message, { id });
        } catch (error) {
          if (attempt === 20) throw error;
          postponed.push(String(error));
        }
      }
    }),
  );

const postponed: string[] = [];

const answersOf = async (orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
  const published = await service.published();
  return new Map(
    orderIds.map((orderId) => [
      orderId,
      published.filter(({ key }) => key === orderId).map(({ message }) => message.type),
    ]),
  );
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
