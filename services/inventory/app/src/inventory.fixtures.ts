import { randomUUID } from 'node:crypto';
import type { ReleaseStock, ReserveStock, ShipmentDispatched } from '@tidemark/contracts';
import type { StockLine } from '@tidemark/inventory-domain';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import type { Response } from 'supertest';
import supertest from 'supertest';

export const lamp = { sku: 'lamp', name: 'Lamp', priceMinor: 2_500, currency: 'EUR' };

export const order1 = '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a11';
export const order2 = '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a12';

export const line = (sku: string, quantity: number): StockLine => ({ sku, quantity });

export const reserve = (orderId: string, ...lines: readonly StockLine[]): ReserveStock => ({
  type: 'ReserveStock',
  orderId,
  lines,
});

export const release = (orderId: string, ...lines: readonly StockLine[]): ReleaseStock => ({
  type: 'ReleaseStock',
  orderId,
  lines,
});

export const dispatched = (orderId: string, ...lines: readonly StockLine[]): ShipmentDispatched => ({
  type: 'ShipmentDispatched',
  orderId,
  shipmentId: orderId,
  lines,
  trackingCode: 'TRACK-1',
});

/** The warehouse as its operators reach it. */
export class Warehouse {
  readonly #service: ServiceUnderTest;

  constructor(service: ServiceUnderTest) {
    this.#service = service;
  }

  /** Under a key of its own unless one is given; with `null` under none. */
  post(path: string, body: object, key: string | null = randomUUID()): Promise<Response> {
    const headers = key === null ? {} : { 'idempotency-key': key };
    return supertest(this.#service.server).post(path).set(headers).send(body).then();
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return supertest(this.#service.server).get(path).set(headers).then();
  }

  put(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return supertest(this.#service.server).put(path).set(headers).send(body).then();
  }

  /** A body as it is, under a key of its own. */
  send(
    method: 'post' | 'put',
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const request = supertest(this.#service.server)[method](path);
    return request
      .set({ 'idempotency-key': randomUUID(), ...headers })
      .send(body)
      .then();
  }

  delete(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return supertest(this.#service.server).delete(path).set(headers).then();
  }

  /** Puts a product on sale with pieces on the shelf. */
  async stock(sku: string, quantity: number): Promise<void> {
    const created = await this.post('/products', { ...lamp, sku });
    const received = await this.post(`/products/${sku}/receipts`, { quantity });
    if (created.status !== 201 || received.status !== 200) throw new Error(`${sku} could not be stocked.`);
  }

  async shelf(sku: string): Promise<unknown> {
    return (await this.get(`/stock/${sku}`)).body as unknown;
  }

  /** What the outbox holds about an order, oldest first. */
  async answersTo(orderId: string): Promise<readonly object[]> {
    const published = await this.#service.published();
    return published.filter(({ key }) => key === orderId).map(({ message }) => message);
  }

  /** How many rows the service has written in all. */
  async stored(): Promise<number> {
    const counts = ['product', 'event', 'head', 'outbox', 'idempotency'].map((table) => this.count(table));
    return (await Promise.all(counts)).reduce((all, rows) => all + rows, 0);
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.#service.admin.query<{ count: string }>(`select count(*) from "${table}"`);
    return Number(rows[0]?.count);
  }
}
