import type { Store } from '@tidemark/event-store';
import type { Shipment } from '@tidemark/shipping-domain';
import { shipmentTable } from './persistence/tables.ts';

/** Everything that can be asked of shipments. Nothing here changes anything. */
export class ShipmentQueries {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The shipment as it stands, or undefined when shipping has never heard of the order. */
  async read(orderId: string): Promise<Shipment | undefined> {
    const rows = await this.#store.readRows(shipmentTable, [orderId]);
    return rows.get(orderId) as Shipment | undefined;
  }
}
