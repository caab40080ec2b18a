import { lookUp } from '@tidemark/event-store';
import type { CommandUnit } from '@tidemark/platform';
import { etagOf } from './http/preconditions.ts';
import { refusalOf } from './http/refusals.ts';
import type { CreateProductRequest } from './http/requests.ts';
import type { Product } from './persistence/tables.ts';
import { nextVersions, products } from './persistence/tables.ts';

/** Puts a product on sale. The row and the answer to its request are written in one transaction. */
export const createProduct = (request: CreateProductRequest): CommandUnit => ({
  reads: [lookUp(products, request.sku), lookUp(nextVersions, products.name)],
  handle: (unit) => {
    if (unit.row(products, request.sku) !== undefined) return refusalOf({ code: 'PRODUCT_EXISTS', sku: request.sku });
    const version = unit.row(nextVersions, products.name)?.version;
    if (version === undefined) throw new Error('The view product_next_version gave no row; run the migrations.');
    const product: Product = { ...request, version };
    unit.write(products, product);
    return {
      status: 201,
      headers: { location: `/products/${product.sku}`, etag: etagOf(version) },
      body: product,
    };
  },
});
