import type { Store } from '@tidemark/event-store';
import { refold, streamId } from '@tidemark/event-store';
import type { Stock } from '@tidemark/inventory-domain';
import { availableOf } from '@tidemark/inventory-domain';
import { stockStream } from './persistence/streams.ts';
import { products } from './persistence/tables.ts';

/** The pieces of one product, as people read them. */
export interface StockReading extends Stock {
  readonly sku: string;
  /** Pieces that can still be promised. */
  readonly available: number;
}

/** What can be asked of stock. Nothing here changes anything. */
export class StockQueries {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Nothing for what was never on a shelf and is not on sale; stock outlives its product. */
  async read(sku: string): Promise<StockReading | undefined> {
    const id = streamId(stockStream, sku);
    const head = await this.#store.readHead(id);
    if (head === undefined) {
      const known = await this.#store.readRows(products, [sku]);
      return known.has(sku) ? readingOf(sku, stockStream.initial) : undefined;
    }
    if (head.definition === stockStream.definition) return readingOf(sku, head.snapshot as Stock);
    // The snapshot is of an earlier definition, and only the next change of the stream replaces it.
    const facts = await this.#store.readFacts(id, 0);
    return readingOf(
      sku,
      refold(
        stockStream,
        facts.map(({ fact }) => fact),
      ),
    );
  }
}

export const readingOf = (sku: string, stock: Stock): StockReading => ({
  sku,
  onHand: stock.onHand,
  reserved: stock.reserved,
  available: availableOf(stock),
  shipped: stock.shipped,
});
