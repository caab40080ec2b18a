import { EffectsRefused, StoreUnavailable } from '@tidemark/event-store';
import { DecodingUnavailable } from '@tidemark/messaging';
import { describe, expect, it } from 'vitest';
import { BROKEN, enter, HIDDEN, openBank, recordOf } from './statement.fixtures.ts';

describe('Folding a chunk into rows', () => {
  it('applies each fact to its row, with its version and the time it happened', async () => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', 5, 7);
    expect(await bank.pipeline()(records)).toEqual(['done', 'done']);
    expect(await bank.row('order-1')).toEqual({
      orderId: 'order-1',
      totals: [5, 12],
      updatedAt: '2026-01-01T00:00:02.000Z',
      version: 2,
    });
    expect(bank.told).toEqual(['payment.statement handled 2']);
  });

  it('goes on from the row that stands in the table', async () => {
    const bank = openBank();
    const [first, second] = await enter(bank, 'order-1', 5, 7);
    await bank.pipeline()([first!]);
    await bank.pipeline()([second!]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12], version: 2 });
  });

  it('ignores what the row has seen, in the same chunk and in a later one', async () => {
    const bank = openBank();
    const [first, second] = await enter(bank, 'order-1', 5, 7);
    expect(await bank.pipeline()([first!, second!, first!, second!])).toEqual(['done', 'done', 'done', 'done']);
    expect(await bank.pipeline()([first!])).toEqual(['done']);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12], version: 2 });
  });

  it('reads no stream when nothing is missing', async () => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', 5, 7, 1);
    bank.store.before = (call) =>
      call === 'readFacts' ? Promise.reject(new Error('a stream was read')) : Promise.resolve();
    expect(await bank.pipeline()(records)).toEqual(['done', 'done', 'done']);
  });

  it('writes each row once and together, with several messages of one key and several keys', async () => {
    const bank = openBank();
    const ones = await enter(bank, 'order-1', 5, 7);
    const twos = await enter(bank, 'order-2', 3, 4);
    await bank.pipeline()([twos[0]!, ones[0]!, twos[1]!, ones[1]!]);
    expect(bank.store.writes).toHaveLength(1);
    expect(bank.store.writes[0]!.toSorted(byOrder)).toMatchObject([
      { orderId: 'order-1', totals: [5, 12], version: 2 },
      { orderId: 'order-2', totals: [3, 7], version: 2 },
    ]);
  });

  it('leaves the rows alone that nothing new was said of', async () => {
    const bank = openBank();
    const ones = await enter(bank, 'order-1', 5);
    const twos = await enter(bank, 'order-2', 3);
    await bank.pipeline()(ones);
    await bank.pipeline()([...ones, ...twos]);
    expect(bank.store.writes[1]).toMatchObject([{ orderId: 'order-2' }]);
  });

  it('writes no row where the fold gives none', async () => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', HIDDEN);
    expect(await bank.pipeline()(records)).toEqual(['done']);
    expect(await bank.row('order-1')).toBeUndefined();
  });
});

const byOrder = (a: object, b: object): number =>
  (a as { orderId: string }).orderId < (b as { orderId: string }).orderId ? -1 : 1;

describe('A gap in what the topic told', () => {
  it.each([
    ['one message', [0, 2]],
    ['several messages', [0, 4]],
    ['the first message ever', [1]],
    ['all but the last', [4]],
    ['several in two places', [1, 4]],
  ])('is filled from the stream: %s', async (_what, told) => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', 1, 2, 3, 4, 5);
    await bank.pipeline()(told.map((index) => records[index]!));
    const last = told.at(-1)!;
    expect(await bank.row('order-1')).toEqual({
      orderId: 'order-1',
      totals: [1, 3, 6, 10, 15].slice(0, last + 1),
      updatedAt: `2026-01-01T00:00:0${last + 1}.000Z`,
      version: last + 1,
    });
  });

  it('ends before the message that showed it: what the stream knows beyond is told by messages to come', async () => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', 1, 2, 3, 4);
    await bank.pipeline()([records[2]!]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [1, 3, 6], version: 3 });
  });

  it('makes the message that comes late a duplicate', async () => {
    const bank = openBank();
    const records = await enter(bank, 'order-1', 1, 2, 3);
    await bank.pipeline()([records[2]!, records[0]!]);
    await bank.pipeline()([records[1]!]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [1, 3, 6], version: 3 });
  });

  it('is filled with the times at which its facts were recorded', async () => {
    const bank = openBank();
    const [, hidden] = await enter(bank, 'order-1', 5, HIDDEN - 5);
    await bank.pipeline()([hidden!]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5], updatedAt: '2026-01-01T00:00:01.000Z', version: 1 });
  });

  it('gives the view nothing that it would not hear on the topic', async () => {
    const bank = openBank();
    const [first] = await enter(bank, 'order-1', 5);
    await bank.record({ type: 'Remarked', orderId: 'order-1' });
    const [third] = await enter(bank, 'order-1', 7);
    await bank.pipeline()([first!, third!]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12], version: 3 });
  });
});

describe('Two instances that show the same stream', () => {
  it('never set a row back: the one that lost its partition writes over nothing newer', async () => {
    const bank = openBank();
    const [first, second] = await enter(bank, 'order-1', 5, 7);
    const late = bank.pipeline()([first!]);
    let overtaken = false;
    bank.store.before = async (call) => {
      if (call !== 'writeRows' || overtaken) return;
      overtaken = true;
      await bank.pipeline()([first!, second!]);
    };
    expect(await late).toEqual(['done']);
    expect(bank.store.writes.map(([row]) => (row as { version: number }).version)).toEqual([2, 1]);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12], version: 2 });
  });
});

describe('A record that is no message of the view', () => {
  it('passes by when the view does not hear its type', async () => {
    const bank = openBank();
    const remark = await bank.record({ type: 'Remarked', orderId: 'order-1' });
    expect(await bank.pipeline()([remark])).toEqual(['done']);
    expect(bank.store.writes).toEqual([]);
    expect(bank.store.deadLetters).toEqual([]);
  });

  it('becomes a dead letter when its bytes cannot be decoded, and the rest of the chunk is folded', async () => {
    const bank = openBank();
    const [first, second] = await enter(bank, 'order-1', 5, 7);
    expect(await bank.pipeline()([first!, recordOf('{'), second!])).toEqual(['done', 'done', 'done']);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12], version: 2 });
    expect(bank.store.deadLetters).toMatchObject([
      { consumer: 'payment.statement', topic: 'payment.events.v1', value: Buffer.from('{') },
    ]);
    expect(bank.store.outbox.at(-1)).toMatchObject({ topic: 'payment.statement.v1.dead-letters.v1', key: 'order-1' });
    expect(bank.told).toMatchObject([
      expect.stringMatching(/^payment\.statement dead-lettered: .*JSON/u),
      'payment.statement handled 2',
    ]);
  });

  it('becomes a dead letter once, however often it comes, and is told of once', async () => {
    const bank = openBank();
    const poison = recordOf('{');
    await bank.pipeline()([poison, poison]);
    await bank.pipeline()([poison]);
    expect(bank.store.deadLetters).toHaveLength(1);
    expect(bank.told.filter((line) => line.includes('dead-lettered'))).toHaveLength(1);
  });

  it('becomes a dead letter even when there are more of them than one transaction has time for', async () => {
    const bank = openBank();
    bank.tools.msPerLook = 20;
    const flood = Array.from({ length: 25 }, () => recordOf('{'));
    await bank.pipeline()(flood);
    expect(bank.store.deadLetters.map(({ offset }) => offset)).toEqual(flood.map(({ offset }) => offset));
  });

  it.each([{}, { streamVersion: '' }, { streamVersion: '0' }, { streamVersion: '1.5' }, { streamVersion: 'one' }])(
    'becomes a dead letter when it does not say its place in the stream: %o',
    async (headers) => {
      const bank = openBank();
      const [first] = await enter(bank, 'order-1', 5);
      await bank.pipeline()([{ ...first!, headers }]);
      expect(bank.store.deadLetters).toMatchObject([{ code: 'READ_MODEL.MISSING_STREAM_VERSION' }]);
      expect(await bank.row('order-1')).toBeUndefined();
    },
  );
});

describe('A chunk whose infrastructure is away', () => {
  it.each(['readRows', 'readFacts', 'writeRows', 'transact'] as const)(
    'fails as a whole at %s, writes no row, and leaves one dead letter when it comes again',
    async (failing) => {
      const bank = openBank();
      const [ones, twos] = [await enter(bank, 'order-1', 5, 7), await enter(bank, 'order-2', 3)];
      const chunk = [twos[0]!, recordOf('{'), ones[1]!];
      bank.store.before = (call) =>
        call === failing ? Promise.reject(new StoreUnavailable('gone')) : Promise.resolve();
      await expect(bank.pipeline()(chunk)).rejects.toThrow(StoreUnavailable);
      expect([await bank.row('order-1'), await bank.row('order-2')]).toEqual([undefined, undefined]);

      bank.store.before = () => Promise.resolve();
      expect(await bank.pipeline()(chunk)).toEqual(['done', 'done', 'done']);
      expect(await bank.row('order-1')).toMatchObject({ totals: [5, 12] });
      expect(await bank.row('order-2')).toMatchObject({ totals: [3] });
      expect(bank.store.deadLetters).toHaveLength(1);
    },
  );

  it('fails as a whole when the registry is away, and nothing is a dead letter for that', async () => {
    const bank = openBank();
    const [first] = await enter(bank, 'order-1', 5);
    await expect(bank.pipeline()([first!, recordOf('no registry')])).rejects.toThrow(DecodingUnavailable);
    expect(await bank.row('order-1')).toBeUndefined();
    expect(bank.store.deadLetters).toEqual([]);
  });
});

describe('A record that cannot be folded', () => {
  it('is held and told of, and nothing waits for it', async () => {
    const bank = openBank();
    const [fine] = await enter(bank, 'order-1', 5);
    const [broken, behind] = await enter(bank, 'order-2', BROKEN, 7);
    const [other] = await enter(bank, 'order-3', 3);
    const chunk = [fine!, broken!, behind!, other!];
    expect(await bank.pipeline()(chunk)).toEqual(['done', 'done', 'done', 'done']);
    expect(await bank.row('order-1')).toMatchObject({ totals: [5] });
    expect(await bank.row('order-2')).toBeUndefined();
    expect(await bank.row('order-3')).toMatchObject({ totals: [3] });
    expect(bank.told.filter((line) => line.includes('held'))).toEqual([
      `payment.statement held ${broken!.offset}`,
      `payment.statement held ${behind!.offset}`,
    ]);
    // It comes again, as everything does when a view is folded anew: it is held once.
    await bank.pipeline()(chunk);
    expect(bank.store.held).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });

  it('is folded in its place when the view has been mended', async () => {
    const bank = openBank();
    await bank.pipeline()(await enter(bank, 'order-2', 4, BROKEN - 4, 9));
    expect(await bank.retry()).toEqual(['postponed', 'waiting']);
    bank.tools.mended = true;
    expect(await bank.retry()).toEqual(['handled', 'handled']);
    expect(await bank.row('order-2')).toMatchObject({ totals: [4, 2, 7], version: 3 });
    expect(bank.store.held).toEqual([]);
  });

  it('becomes a dead letter after the last attempt, and no row is made up', async () => {
    const bank = openBank();
    await bank.pipeline()(await enter(bank, 'order-2', BROKEN));
    for (let attempt = 2; attempt < 8; attempt += 1) expect(await bank.retry()).toEqual(['postponed']);
    expect(await bank.retry()).toEqual(['deadLettered']);
    expect(bank.store.deadLetters).toMatchObject([{ consumer: 'payment.statement', attempts: 8 }]);
    expect(await bank.row('order-2')).toBeUndefined();
  });

  it('is not to blame when the store goes away while it is looked for', async () => {
    const bank = openBank();
    const [fine] = await enter(bank, 'order-1', 5);
    const [broken] = await enter(bank, 'order-2', BROKEN);
    bank.store.before = (call) =>
      call === 'writeRows' ? Promise.reject(new StoreUnavailable('gone')) : Promise.resolve();
    await expect(bank.pipeline()([fine!, broken!])).rejects.toThrow(StoreUnavailable);
    expect(bank.told).toEqual([]);
  });

  it('comes again when the database will not even keep it', async () => {
    const bank = openBank();
    bank.store.before = (call) =>
      call === 'transact' ? Promise.reject(new EffectsRefused('a check constraint')) : Promise.resolve();
    await expect(bank.pipeline()([recordOf('{')])).rejects.toThrow(EffectsRefused);
    expect(bank.told).toEqual([]);
  });
});
