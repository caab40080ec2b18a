import type { Repository } from 'typeorm';
import type { LedgerQuery } from './http/requests.ts';
import type { LedgerEntryEntity } from './persistence/entities/ledger-entry.entity.ts';

export interface LedgerTotal {
  readonly currency: string;
  readonly debitsMinor: number;
  readonly creditsMinor: number;
}

export interface LedgerPage {
  readonly entries: readonly LedgerEntryEntity[];
  /** Of the whole ledger, or of the order asked for; on the first page only, since they are the same on each. */
  readonly totals?: readonly LedgerTotal[];
  /** Ask with it for the next page; null on the last one. */
  readonly cursor: string | null;
}

/** Everything that can be asked of the ledger. Nothing here changes anything. */
export class LedgerQueries {
  readonly #entries: Repository<LedgerEntryEntity>;

  constructor(entries: Repository<LedgerEntryEntity>) {
    this.#entries = entries;
  }

  /** A page of entries, oldest first, by keyset, so that new entries do not shift the pages. */
  async page({ orderId, cursor, limit }: LedgerQuery): Promise<LedgerPage> {
    const query = this.#entries
      .createQueryBuilder('e')
      .orderBy('e.position', 'ASC')
      .limit(limit + 1);
    if (cursor !== undefined) query.andWhere('e.position > :cursor', { cursor });
    if (orderId !== undefined) query.andWhere('e.order_id = :orderId', { orderId });
    const rows = await query.getMany();
    const entries = rows.slice(0, limit);
    const last = entries.at(-1);
    return {
      entries,
      ...(cursor === undefined && { totals: await this.#totals(orderId) }),
      cursor: rows.length > limit && last ? String(last.position) : null,
    };
  }

  /** Debits and credits are equal in each currency, or the ledger is wrong. */
  async #totals(orderId: string | undefined): Promise<readonly LedgerTotal[]> {
    const query = this.#entries
      .createQueryBuilder('e')
      .select('e.currency', 'currency')
      .addSelect(`coalesce(sum(e.amount_minor) filter (where e.side = 'debit'), 0)`, 'debits')
      .addSelect(`coalesce(sum(e.amount_minor) filter (where e.side = 'credit'), 0)`, 'credits')
      .groupBy('e.currency')
      .orderBy('e.currency', 'ASC');
    if (orderId !== undefined) query.where('e.order_id = :orderId', { orderId });
    const rows = await query.getRawMany<{ currency: string; debits: string; credits: string }>();
    return rows.map(({ currency, debits, credits }) => ({
      currency,
      debitsMinor: Number(debits),
      creditsMinor: Number(credits),
    }));
  }
}
