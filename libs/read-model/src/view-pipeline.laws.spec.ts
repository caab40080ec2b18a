import type { KafkaRecord } from '@tidemark/messaging';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountFact, Bank, StatementRow } from './statement.fixtures.ts';
import { openBank } from './statement.fixtures.ts';

const ORDERS = ['order-1', 'order-2', 'order-3'];

const facts: fc.Arbitrary<readonly AccountFact[]> = fc.array(
  fc
    .record({ orderId: fc.constantFrom(...ORDERS), amountMinor: fc.option(fc.integer({ min: 1, max: 9 })) })
    .map(({ orderId, amountMinor }): AccountFact =>
      amountMinor === null ? { type: 'Remarked', orderId } : { type: 'Entered', orderId, amountMinor },
    ),
  { minLength: 1, maxLength: 12 },
);

/** What comes, cut into chunks: any record any number of times, in any order, or never. */
const deliveries = fc.array(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

const recordAll = async ({ record }: Bank, told: readonly AccountFact[]): Promise<readonly KafkaRecord[]> => {
  const records: KafkaRecord[] = [];
  for (const fact of told) records.push(await record(fact));
  return records;
};

const chunksOf = (records: readonly KafkaRecord[], cut: readonly (readonly number[])[]) =>
  cut.map((chunk) => chunk.map((pick) => records[pick % records.length]!));

/** The fold of a stream up to the newest fact that the view was told of. */
const foldOf = (
  orderId: string,
  told: readonly AccountFact[],
  delivered: ReadonlySet<KafkaRecord>,
  all: readonly KafkaRecord[],
) => {
  const own = all.flatMap((record, index) =>
    told[index]!.orderId === orderId ? [{ record, fact: told[index]! }] : [],
  );
  const newest = own.findLastIndex(({ record, fact }) => fact.type === 'Entered' && delivered.has(record));
  let totalMinor = 0;
  let row: StatementRow | undefined;
  for (const [index, { record, fact }] of own.slice(0, newest + 1).entries()) {
    if (fact.type !== 'Entered') continue;
    totalMinor += fact.amountMinor;
    const updatedAt = new Date(record.timestampMs).toISOString();
    row = { orderId, totals: [...(row?.totals ?? []), totalMinor], updatedAt, version: index + 1 };
  }
  return row;
};

const rowsOf = (bank: Bank) => Promise.all(ORDERS.map((orderId) => bank.row(orderId)));

describe('A row', () => {
  it('is the fold of its stream, whatever was lost, doubled or came in another order', async () => {
    await fc.assert(
      fc.asyncProperty(facts, deliveries, async (told, cut) => {
        const bank = openBank();
        const records = await recordAll(bank, told);
        const chunks = chunksOf(records, cut);
        const handle = bank.pipeline();
        for (const chunk of chunks) await handle(chunk);
        const delivered = new Set(chunks.flat());
        expect(await rowsOf(bank)).toEqual(ORDERS.map((orderId) => foldOf(orderId, told, delivered, records)));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same fold when several instances show the stream at once and come between each other anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(facts, deliveries, fc.scheduler(), async (told, cut, scheduler) => {
        const bank = openBank();
        const records = await recordAll(bank, told);
        const chunks = chunksOf(records, cut);
        bank.store.before = (call) => scheduler.schedule(Promise.resolve(), call);
        const handled = Promise.all(chunks.map((chunk) => bank.pipeline()(chunk)));
        await scheduler.waitFor(handled);
        const delivered = new Set(chunks.flat());
        expect(await rowsOf(bank)).toEqual(ORDERS.map((orderId) => foldOf(orderId, told, delivered, records)));
      }),
      { numRuns: 300 },
    );
  });
});
