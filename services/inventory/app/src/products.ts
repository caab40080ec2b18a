import type { EntityManager, Repository } from 'typeorm';
import type { EntityTags } from './http/preconditions.ts';
import { matches } from './http/preconditions.ts';
import type { ListProductsQuery, ReplaceProductRequest } from './http/requests.ts';
import { ProductEntity } from './persistence/entities/product.entity.ts';

export interface ProductPage {
  readonly products: readonly ProductEntity[];
  /** Ask with it for the next page; null on the last one. */
  readonly cursor: string | null;
}

/** Why a product was not changed: there is none, or it is not the version that the caller saw. */
export type NotChanged = 'PRODUCT_UNKNOWN' | 'PRODUCT_CHANGED';

/** Plain rows, read and changed with TypeORM; how they change is what others hear. */
export class Products {
  readonly #products: Repository<ProductEntity>;

  constructor(products: Repository<ProductEntity>) {
    this.#products = products;
  }

  find(sku: string): Promise<ProductEntity | null> {
    return this.#products.findOneBy({ sku });
  }

  /** A page by SKU, by keyset, so that new products do not shift the pages. */
  async list({ cursor, limit }: ListProductsQuery): Promise<ProductPage> {
    const query = this.#products
      .createQueryBuilder('p')
      .orderBy('p.sku', 'ASC')
      .limit(limit + 1);
    if (cursor !== undefined) query.where('p.sku > :cursor', { cursor });
    const rows = await query.getMany();
    const products = rows.slice(0, limit);
    const last = products.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { products, cursor: more ? Buffer.from(last.sku).toString('base64url') : null };
  }

  /** Replaces what a product says of itself, if it still is one of the versions that the caller names. */
  replace(sku: string, known: EntityTags, product: ReplaceProductRequest): Promise<ProductEntity | NotChanged> {
    return this.#ifStill(sku, known, async (manager) => {
      await manager.update(ProductEntity, { sku }, product);
      return manager.findOneByOrFail(ProductEntity, { sku });
    });
  }

  /** Its stock stays as it is: what is reserved can still be shipped. */
  remove(sku: string, known: EntityTags): Promise<'removed' | NotChanged> {
    return this.#ifStill(sku, known, async (manager) => {
      await manager.delete(ProductEntity, { sku });
      return 'removed' as const;
    });
  }

  #ifStill<Result>(
    sku: string,
    known: EntityTags,
    change: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result | NotChanged> {
    return this.#products.manager.transaction(async (manager) => {
      const standing = await manager.findOne(ProductEntity, { where: { sku }, lock: { mode: 'pessimistic_write' } });
      if (standing === null) return 'PRODUCT_UNKNOWN';
      return matches(known, standing.version) ? change(manager) : 'PRODUCT_CHANGED';
    });
  }
}
