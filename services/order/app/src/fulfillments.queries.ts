import type { Store } from '@tidemark/event-store';
import type { OperatorInput } from '@tidemark/order-domain';
import { awaitedOf, fulfillment } from '@tidemark/order-domain';
import type { DataSource } from 'typeorm';
import { pageOf } from './fulfillments.page.ts';
import { publicForm, readFulfillment, transitionOf } from './fulfillments.reading.ts';
import type { ListFulfillmentsQuery } from './http/operations.requests.ts';
import { firstIdAt, placedAtOf } from './order-moments.ts';

/** One line of a list. Times are ISO 8601 in UTC. */
export interface ListedFulfillment {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly status: string;
  /** Which undos are not answered yet. */
  readonly outstanding: readonly string[];
  readonly placedAt: string;
  readonly deadlineAt: Date | null;
  readonly overdueSince: Date | null;
  readonly alarmedAt: Date | null;
}

export interface FulfillmentPage {
  readonly fulfillments: readonly ListedFulfillment[];
  /** Ask with it for the next page; null on the last one. */
  readonly after: string | null;
}

/** Everything that operators ask of fulfillments, from the processes themselves: no view that could be behind. */
export class FulfillmentQueries {
  readonly #store: Store;
  readonly #database: Pick<DataSource, 'query'>;
  readonly #now: () => number;

  constructor(store: Store, database: Pick<DataSource, 'query'>, now: () => number) {
    this.#store = store;
    this.#database = database;
    this.#now = now;
  }

  /** A page, oldest order first, by keyset, so that orders that come and go do not shift the pages. */
  async list({ olderThanSeconds, limit, ...query }: ListFulfillmentsQuery): Promise<FulfillmentPage> {
    const before = olderThanSeconds === undefined ? undefined : firstIdAt(this.#now() - olderThanSeconds * 1_000);
    const { text, values } = pageOf({ ...query, before, limit: limit + 1 });
    const rows = await this.#database.query<Omit<ListedFulfillment, 'placedAt'>[]>(text, [...values]);
    const fulfillments = rows.slice(0, limit).map((row) => ({ ...row, placedAt: placedAtOf(row.orderId) }));
    return { fulfillments, after: rows.length > limit ? (fulfillments.at(-1)?.orderId ?? null) : null };
  }

  /** What the customer sees, with whose answer is missing, what an operator can do now, and what operators did and why. */
  async show(orderId: string): Promise<object | undefined> {
    const reading = await readFulfillment(this.#store, orderId);
    if (reading === undefined) return undefined;
    const operations = await this.#operationsOf(orderId);
    const { state, journal } = reading;
    return {
      ...publicForm(orderId, reading),
      placedAt: placedAtOf(orderId),
      awaits: awaitedOf(state),
      possible: OPERATIONS.filter(({ tries }) =>
        tries.some((input) => fulfillment.react(state, input).kind === 'moved'),
      ).map(({ name }) => name),
      journal: journal.map((entry) => ({ ...transitionOf(entry), ...operations.get(entry.messageId) })),
    };
  }

  async #operationsOf(orderId: string): Promise<ReadonlyMap<string, object>> {
    const rows = await this.#database.query<{ messageId: string; reason: string; answer: string | null }[]>(
      `select message_id as "messageId", reason, answer from fulfillment_operation where order_id = $1`,
      [orderId],
    );
    return new Map(
      rows.map(({ messageId, reason, answer }) => [messageId, { reason, ...(answer !== null && { answer }) }]),
    );
  }
}

/** By the last word of their routes; one is possible where the process would hear one of its inputs. */
const OPERATIONS: readonly { readonly name: string; readonly tries: readonly OperatorInput[] }[] = [
  { name: 'ask-again', tries: [{ type: 'AskAgainRequested' }] },
  { name: 'undo', tries: [{ type: 'UndoRequested' }] },
  {
    name: 'close',
    tries: [
      { type: 'AnswerSettledOutside', answer: 'payment' },
      { type: 'AnswerSettledOutside', answer: 'stock' },
    ],
  },
];
