import type { RowTable } from '@tidemark/event-store';

/** What is for sale, as it is created; later changes go through TypeORM. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Price of one piece in minor units of the currency. */
  readonly priceMinor: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Also its ETag. */
  readonly version: number;
}

/**
 * The table refuses an insert that meets a product instead of keeping that product in silence, so that nobody is told
 * of a creation that did not happen; the unit runs again then, and sees the product.
 */
export const products: RowTable<Product> = {
  name: 'product',
  key: 'sku',
  properties: ['sku', 'name', 'priceMinor', 'currency', 'version'],
  onConflict: 'keep',
};

export interface NextVersion {
  readonly name: string;
  readonly version: number;
}

/** A view of one row; each look draws the next version of a product, so that an answer can name it before the commit. */
export const nextVersions: RowTable<NextVersion> = {
  name: 'product_next_version',
  key: 'name',
  properties: ['name', 'version'],
  onConflict: 'keep',
};
