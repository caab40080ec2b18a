/** A row of inventory's product table, as it stands before or after a change. */
export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  /** Price of one piece in minor units of the currency. */
  readonly price_minor: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** From one sequence for the whole table: of two changes of a row, the one with the greater version is the newer. */
  readonly version: number;
}

/**
 * One change of one product, as Debezium writes it to the product topic, in JSON. The record's key is the SKU.
 *
 * The names are the table's and Debezium's own: this is the one published form that nobody at Tidemark chose. A delete
 * is followed by a record without a value, which lets the compacted topic forget the product; it is no change.
 */
export interface ProductChange {
  /** Null for a row that was created or read; for others it holds the key alone unless the table logs whole rows. */
  readonly before: Partial<ProductRow> | null;
  /** Null for a row that was deleted. */
  readonly after: ProductRow | null;
  /** Created, updated, deleted, or read when the connector took its first look at the table. */
  readonly op: 'c' | 'u' | 'd' | 'r';
  /** When the connector saw the change, in milliseconds since 1970. */
  readonly ts_ms: number;
}
