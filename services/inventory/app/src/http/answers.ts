import { etagHeader, locationBelow } from '@tidemark/platform';
import { z } from 'zod';
import type { StockReading } from '../stock.queries.ts';
import { createProductRequest } from './requests.ts';

const pieces = z.int().min(0);
const at = z.iso.datetime();

/** A product as it was made; the times of its row are the table's own to write. */
const newProduct = createProductRequest.extend({ version: z.int().min(1) });

export const product = newProduct.extend({ createdAt: at, updatedAt: at });

export const productPage = z.strictObject({ products: z.array(product).max(100), cursor: z.string().nullable() });

export const stockReading = z.strictObject({
  sku: createProductRequest.shape.sku,
  onHand: pieces,
  reserved: pieces,
  available: pieces,
  shipped: pieces,
} satisfies Readonly<Record<keyof StockReading, z.ZodType>>);

export const createdProduct = {
  description: 'The product is on sale.',
  body: newProduct,
  headers: { Location: locationBelow('/products'), ETag: etagHeader },
};
