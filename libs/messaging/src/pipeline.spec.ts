import type { Message } from '@tidemark/contracts';
import type { EventSourced } from '@tidemark/event-store';
import { aggregateOf, change, MemoryStore, NO_EFFECTS, StoreUnavailable, UnitOfWork } from '@tidemark/event-store';
import { accept } from '@tidemark/kernel';
import { describe, expect, it } from 'vitest';
import type { Consumer } from './consumer.ts';
import { consumer, deadLetterTopicOf } from './consumer.ts';
import type { Decode } from './decode.ts';
import { DecodingUnavailable } from './decode.ts';
import { pipelineOf } from './pipeline.ts';
import { MESSAGE_ID, recordOf, textOf } from './record.fixtures.ts';
import type { KafkaRecord } from './record.ts';

const log: EventSourced<number, { readonly type: 'Noted' }> = {
  stored: 'facts',
  category: 'log',
  definition: 1,
  initial: 0,
  evolve: (lines) => lines + 1,
  publish: () => [],
};
const logs = aggregateOf({ decide: (noted: { readonly type: 'Noted' }) => accept(noted) }, log, () => 'order-1');

const declared = consumer({
  name: 'order.fulfillment',
  group: 'order.fulfillment.v2',
  topics: ['payment.events.v1'],
  hears: ['PaymentVoided'],
  reads: () => [change(log, 'order-1')],
  handle: (_message, unit) => {
    unit.decide(logs, { type: 'Noted' });
  },
});

/** `ignored`, `undecodable` and `no registry` are what they say; all else is heard. */
const decode: Decode<Extract<Message, { type: 'PaymentVoided' }>> = (record) => {
  const text = textOf(record);
  if (text === 'ignored') return undefined;
  if (text === 'undecodable') throw Object.assign(new Error('the bytes end early'), { code: 'AVRO.TRUNCATED' });
  if (text === 'no registry') throw new DecodingUnavailable(new Error('ECONNREFUSED'));
  return Promise.resolve({ type: 'PaymentVoided', orderId: text });
};

const openPipeline = (heard: Consumer<Extract<Message, { type: 'PaymentVoided' }>> = declared) => {
  let ids = 0;
  let now = Date.UTC(2026, 0, 1);
  const store = new MemoryStore(() => now);
  const encoder = { encode: () => new Uint8Array() };
  const unitOfWork = new UnitOfWork(store, {
    newId: () => `id-${++ids}`,
    encoder,
    monotonicMs: () => 0,
    rest: () => Promise.resolve(),
  });
  const told: string[] = [];
  const pipeline = pipelineOf(heard, decode, unitOfWork, {
    held: (name, record, error) => told.push(`${name} held ${record.offset}: ${String(error)}`),
    deadLettered: (name, record, error) => told.push(`${name} dead-lettered ${record.offset}: ${String(error)}`),
    handled: (_name, outcomes) => told.push(outcomes.map(({ kind }) => kind).join(' ')),
  });
  const elapse = (ms: number): void => {
    now += ms;
  };
  return { store, ...pipeline, told, elapse };
};

const chunk = (...values: readonly string[]): readonly KafkaRecord[] =>
  values.map((value, index) => recordOf(value, { offset: String(index) }));

const failingFor = (orderId: string) => ({
  ...declared,
  handle: (message: { readonly orderId: string }) => {
    if (message.orderId === orderId) throw new Error('against the rules');
  },
});

describe('The way of a chunk', () => {
  it('hands over what is heard, in order, and is done with what nobody hears', async () => {
    const { handle, store, told } = openPipeline();
    expect(await handle(chunk('order-1', 'ignored', 'order-2'))).toEqual(['done', 'done', 'done']);
    expect(await store.readFacts('log-order-1', 0)).toMatchObject([
      { cause: { messageId: 'payment.events.v1/0/0' } },
      { cause: { messageId: 'payment.events.v1/0/2' } },
    ]);
    expect(told).toEqual(['handled handled']);
  });

  it('opens no transaction for records that nobody hears', async () => {
    const { handle, store } = openPipeline();
    store.transact = () => Promise.reject(new Error('a transaction was opened'));
    expect(await handle(chunk('ignored', 'ignored'))).toEqual(['done', 'done']);
  });

  it('is done with a message that was handled before, under its stable name', async () => {
    const { handle, store, told } = openPipeline();
    const message = recordOf('order-1', { headers: { id: MESSAGE_ID } });
    await handle([message]);
    expect(await handle([{ ...message, partition: 4, offset: '99' }])).toEqual(['done']);
    expect(told).toEqual(['handled', 'duplicate']);
    expect(await store.readFacts('log-order-1', 0)).toHaveLength(1);
    const inbox = { consumer: 'order.fulfillment', ids: [MESSAGE_ID] };
    const fresh = await store.transact({ inbox, heads: [], rows: [] }, (loaded) => ({
      effects: NO_EFFECTS,
      result: loaded.fresh.size,
    }));
    expect(fresh).toBe(0);
  });

  it('turns undecodable bytes into a dead letter with its origin, and goes on', async () => {
    const { handle, store, told } = openPipeline();
    expect(await handle(chunk('undecodable', 'order-1'))).toEqual(['done', 'done']);
    expect(store.deadLetters).toMatchObject([
      {
        consumer: 'order.fulfillment',
        topic: 'payment.events.v1',
        offset: '0',
        code: 'AVRO.TRUNCATED',
        cause: 'the bytes end early',
        value: Buffer.from('undecodable'),
      },
    ]);
    expect(store.outbox).toMatchObject([{ topic: deadLetterTopicOf('order.fulfillment.v2'), key: 'order-1' }]);
    expect(await store.readFacts('log-order-1', 0)).toHaveLength(1);
    expect(told).toContain('order.fulfillment dead-lettered 0: Error: the bytes end early');
  });

  it('writes the dead letter of a record once, however often it comes', async () => {
    const { handle, store } = openPipeline();
    await handle(chunk('undecodable'));
    await handle(chunk('undecodable'));
    expect(store.deadLetters).toHaveLength(1);
  });

  it('holds a message whose handler fails, and those behind it on its key; all others go on', async () => {
    const { handle, store, told } = openPipeline(failingFor('bad'));
    const key = Buffer.from('key-of-bad');
    const records = chunk('order-1', 'bad', 'order-2', 'order-3').map((record, index) =>
      index === 1 || index === 3 ? { ...record, key } : record,
    );
    expect(await handle(records)).toEqual(['done', 'done', 'done', 'done']);
    expect(told).toEqual(['handled held handled behind', 'order.fulfillment held 1: Error: against the rules']);
    expect(store.held).toMatchObject([
      { lane: 'payment.events.v1/key-of-bad', attempts: 1, failure: { cause: 'against the rules' } },
      { lane: 'payment.events.v1/key-of-bad', attempts: 0, failure: undefined },
    ]);
    expect(store.held[0]).toMatchObject({ messageId: 'payment.events.v1/0/1', record: { ...records[1] } });
  });

  it('asks for what did not fit into its time at once', async () => {
    const store = new MemoryStore(() => 0);
    let handlingMs = 0;
    const tools = {
      newId: () => 'id',
      encoder: { encode: () => new Uint8Array() },
      monotonicMs: () => (handlingMs += 40),
      rest: () => Promise.resolve(),
    };
    const observer = { held: () => undefined, deadLettered: () => undefined, handled: () => undefined };
    const { handle } = pipelineOf(declared, decode, new UnitOfWork(store, tools), observer);
    expect(await handle(chunk('order-1', 'order-2', 'order-3'))).toEqual(['done', 'done', 'again']);
  });

  it('fails as a whole, and handles nothing, when the registry is away', async () => {
    const { handle, store } = openPipeline();
    await expect(handle(chunk('order-1', 'no registry'))).rejects.toThrow(DecodingUnavailable);
    expect(await store.readFacts('log-order-1', 0)).toEqual([]);
    expect(store.deadLetters).toEqual([]);
  });

  it('fails as a whole when the database is away', async () => {
    const { handle, store } = openPipeline();
    store.transact = () => Promise.reject(new StoreUnavailable('gone'));
    await expect(handle(chunk('order-1'))).rejects.toThrow(StoreUnavailable);
  });
});

describe('A held message', () => {
  const held = async (orderId: string, ...more: readonly string[]) => {
    let fails = true;
    const opened = openPipeline({
      ...declared,
      handle: (message, unit) => {
        if (fails && message.orderId === orderId) throw new Error('against the rules');
        declared.handle(message, unit);
      },
    });
    await opened.handle(chunk(orderId, ...more));
    opened.told.length = 0;
    return {
      ...opened,
      mend: () => {
        fails = false;
      },
      retry: async () => {
        opened.elapse(10_001);
        const consumers = ['order.fulfillment'];
        const claimed = await opened.store.claimHeld({ consumers, limit: 10, leaseMs: 1, token: 'mine' });
        return (await opened.retry(claimed, 'mine')).map(({ kind }) => kind);
      },
    };
  };

  it('is handled at its next attempt, with those behind it, in order and under its own name', async () => {
    const { store, retry, mend } = await held('order-1', 'order-2');
    mend();
    expect(await retry()).toEqual(['handled', 'handled']);
    expect(await store.readFacts('log-order-1', 0)).toMatchObject([
      { cause: { messageId: 'payment.events.v1/0/0' } },
      { cause: { messageId: 'payment.events.v1/0/1' } },
    ]);
    expect(store.held).toEqual([]);
  });

  it('keeps what arrives on its key later behind it, and nothing of other keys', async () => {
    const { handle, store, told } = await held('order-1');
    const other = { offset: '2', key: Buffer.from('another-key') };
    await handle([recordOf('order-2', { offset: '1' }), recordOf('order-3', other)]);
    expect(told).toEqual(['behind handled']);
    expect(store.held).toMatchObject([{ attempts: 1 }, { attempts: 0, messageId: 'payment.events.v1/0/1' }]);
  });

  it('is told of at each attempt, becomes a dead letter after the last one, and its key goes on', async () => {
    const { store, retry, told } = await held('order-1', 'order-2');
    for (let attempt = 2; attempt < 8; attempt += 1) expect(await retry()).toEqual(['postponed', 'waiting']);
    expect(await retry()).toEqual(['deadLettered', 'handled']);
    expect(told).toHaveLength(7);
    expect(told.at(-1)).toBe('order.fulfillment dead-lettered 0: Error: against the rules');
    expect(store.deadLetters).toMatchObject([
      { consumer: 'order.fulfillment', attempts: 8, cause: 'against the rules', value: Buffer.from('order-1') },
    ]);
    expect(store.outbox).toMatchObject([{ topic: deadLetterTopicOf('order.fulfillment.v2') }]);
    expect(await store.readFacts('log-order-1', 0)).toHaveLength(1);
  });

  it.each(['undecodable', 'ignored'])('that has been edited into %s is given up, or done, at once', async (text) => {
    const { store, retry } = await held('order-1');
    const [row] = store.held;
    Object.assign(row!, { record: { ...row!.record, value: Buffer.from(text) } });
    expect(await retry()).toEqual([text === 'ignored' ? 'handled' : 'deadLettered']);
    expect(store.held).toEqual([]);
  });

  it('is not tried while the registry is away', async () => {
    const { store, retry } = await held('order-1');
    const [row] = store.held;
    Object.assign(row!, { record: { ...row!.record, value: Buffer.from('no registry') } });
    await expect(retry()).rejects.toThrow(DecodingUnavailable);
    expect(store.held).toMatchObject([{ attempts: 1 }]);
  });
});
