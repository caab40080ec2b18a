import type { PaymentRefunded } from '@tidemark/contracts';
import type { EventSourced, OutboxRow, RowTable } from '@tidemark/event-store';
import { aggregateOf, change, MemoryStore, UnitOfWork } from '@tidemark/event-store';
import { accept } from '@tidemark/kernel';
import type { ChunkHandler, Decode, KafkaRecord, Pipeline } from '@tidemark/messaging';
import { DecodingUnavailable } from '@tidemark/messaging';
import { view } from './view.ts';
import { viewPipelineOf } from './view-pipeline.ts';

/** What an account remembers: an amount, or a remark that the statement says nothing of. */
export type AccountFact =
  | { readonly type: 'Entered'; readonly orderId: string; readonly amountMinor: number }
  | { readonly type: 'Remarked'; readonly orderId: string };

const account: EventSourced<number, AccountFact> = {
  stored: 'facts',
  category: 'account',
  definition: 1,
  initial: 0,
  evolve: (totalMinor, fact) => (fact.type === 'Entered' ? totalMinor + fact.amountMinor : totalMinor),
  // The message says the total after the fact, so whoever fills a gap must fold the stream to know it.
  publish: (fact, totalMinor) => [
    fact.type === 'Entered'
      ? { type: 'PaymentRefunded', orderId: fact.orderId, amountMinor: totalMinor, currency: 'EUR' }
      : { type: 'PaymentVoided', orderId: fact.orderId },
  ],
};

const accounts = aggregateOf(
  { decide: (fact: AccountFact) => accept(fact) },
  account,
  (fact: AccountFact) => fact.orderId,
);

/** The totals of an account, oldest first: a row that shows in what order it was folded, and from what. */
export interface StatementRow {
  readonly orderId: string;
  readonly totals: readonly number[];
  readonly updatedAt: string;
  readonly version: number;
}

export const statements: RowTable<StatementRow> = {
  name: 'statement_v1',
  key: 'orderId',
  properties: ['orderId', 'totals', 'updatedAt', 'version'],
  onConflict: 'replaceOlder',
};

/** A total that makes no row. */
export const HIDDEN = -1;

/** A total that the view cannot fold. */
export const BROKEN = -2;

export const statementView = view<StatementRow, PaymentRefunded, number, AccountFact>({
  name: 'payment.statement',
  group: 'payment.statement.v1',
  topic: 'payment.events.v1',
  hears: ['PaymentRefunded'],
  table: statements,
  projection: {
    evolve: (row, { orderId, amountMinor }, { streamVersion, occurredAt }) => {
      if (amountMinor === BROKEN) throw new Error('no statement can say that');
      if (amountMinor === HIDDEN) return row;
      return { orderId, totals: [...(row?.totals ?? []), amountMinor], updatedAt: occurredAt, version: streamVersion };
    },
  },
  keyOf: ({ orderId }) => orderId,
  source: account,
});

/** The same view in a later version, which can fold everything. */
const mendedView: typeof statementView = {
  ...statementView,
  projection: {
    evolve: (row, message, at) =>
      statementView.projection.evolve(row, { ...message, amountMinor: Math.abs(message.amountMinor) }, at),
  },
};

const textOf = ({ value }: KafkaRecord): string => value?.toString() ?? '';

const decode: Decode<PaymentRefunded> = (record) => {
  if (textOf(record) === 'no registry') throw new DecodingUnavailable(new Error('ECONNREFUSED'));
  const message = JSON.parse(textOf(record)) as { readonly type: string };
  return message.type === 'PaymentRefunded' ? (message as PaymentRefunded) : undefined;
};

/** A memory store that tells which rows it was asked to write, call by call, and lets a spec come between. */
export class WatchedStore extends MemoryStore {
  readonly writes: (readonly object[])[] = [];
  /** Runs before the named call; fails it by failing. */
  before: (call: 'readRows' | 'readFacts' | 'writeRows' | 'transact') => Promise<void> = () => Promise.resolve();

  override async readRows(...args: Parameters<MemoryStore['readRows']>) {
    await this.before('readRows');
    return super.readRows(...args);
  }

  override async readFacts(...args: Parameters<MemoryStore['readFacts']>) {
    await this.before('readFacts');
    return super.readFacts(...args);
  }

  override async writeRows(...[table, rows]: Parameters<MemoryStore['writeRows']>) {
    await this.before('writeRows');
    this.writes.push(rows);
    await super.writeRows(table, rows);
  }

  override async transact<Result>(...args: Parameters<MemoryStore['transact']>): Promise<Result> {
    await this.before('transact');
    return super.transact(...args) as Promise<Result>;
  }
}

let offset = 0;

/** A record of the view's topic, never the same place twice. */
export const recordOf = (value: string, more: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 'payment.events.v1',
  partition: 0,
  offset: String((offset += 1)),
  key: Buffer.from('order-1'),
  value: Buffer.from(value),
  headers: {},
  timestampMs: 0,
  ...more,
});

const recordOfRow = ({ topic, key, type, payload, occurredAt, streamVersion }: OutboxRow): KafkaRecord =>
  recordOf(Buffer.from(payload).toString(), {
    topic,
    key: Buffer.from(key),
    headers: { type, streamVersion: String(streamVersion) },
    timestampMs: Date.parse(occurredAt),
  });

/** Accounts in memory, and pipelines that show them. */
export const openBank = () => {
  let now = Date.UTC(2026, 0, 1);
  let ids = 0;
  let handlingMs = 0;
  const store = new WatchedStore(() => now);
  const bank = new UnitOfWork(store, {
    newId: () => `id-${++ids}`,
    monotonicMs: () => (handlingMs += bankTools.msPerLook),
    rest: () => Promise.resolve(),
    encoder: { encode: (message) => new TextEncoder().encode(JSON.stringify(message)) },
  });
  const bankTools = { msPerLook: 0, mended: false };
  const told: string[] = [];
  const viewOf = (): Pipeline =>
    viewPipelineOf(bankTools.mended ? mendedView : statementView, decode, bank, {
      held: (name, { offset: at }) => told.push(`${name} held ${at}`),
      deadLettered: (name, _record, error) => told.push(`${name} dead-lettered: ${(error as Error).message}`),
      handled: (name, outcomes) => told.push(`${name} handled ${outcomes.length}`),
    });
  return {
    store,
    /** How long each look at the handling clock takes; whether the view can fold what is broken. */
    tools: bankTools,
    told,
    /** Records a fact a second after the last one, and gives the record that tells of it. */
    record: async (fact: AccountFact): Promise<KafkaRecord> => {
      now += 1_000;
      await bank.execute({
        cause: { messageId: 'asking', correlationId: 'asking', traceparent: 'none', actor: 'customer' },
        reads: [change(account, fact.orderId)],
        handle: (unit) => unit.decide(accounts, fact),
      });
      return recordOfRow(store.outbox.at(-1)!);
    },
    /** Another instance of the same view. */
    pipeline: (): ChunkHandler => viewOf().handle,
    /** Takes up what is held, when its next attempt is due. */
    retry: async () => {
      now += 10_001;
      const consumers = [statementView.name];
      const claimed = await store.claimHeld({ consumers, limit: 10, leaseMs: 1, token: 'mine' });
      return (await viewOf().retry(claimed, 'mine')).map(({ kind }) => kind);
    },
    row: async (orderId: string): Promise<StatementRow | undefined> =>
      (await MemoryStore.prototype.readRows.call(store, statements, [orderId])).get(orderId) as
        StatementRow | undefined,
  };
};

export type Bank = ReturnType<typeof openBank>;

/** Enters amounts into one account; gives the records that tell of it, oldest first. */
export const enter = async (
  { record }: Bank,
  orderId: string,
  ...amounts: readonly number[]
): Promise<readonly KafkaRecord[]> => {
  const records: KafkaRecord[] = [];
  for (const amountMinor of amounts) records.push(await record({ type: 'Entered', orderId, amountMinor }));
  return records;
};
