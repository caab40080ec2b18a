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
  const store = new MemoryStore(() => Date.UTC(2026, 0, 1));
  const encoder = { encode: () => new Uint8Array() };
  const unitOfWork = new UnitOfWork(store, { newId: () => `id-${++ids}`, encoder, monotonicMs: () => 0 });
  const told: string[] = [];
  const handle = pipelineOf(heard, decode, unitOfWork, {
    blocked: (name, record, error) => told.push(`${name} blocked at ${record.offset}: ${String(error)}`),
    deadLettered: (name, record, error) => told.push(`${name} dead-lettered ${record.offset}: ${String(error)}`),
    handled: (_name, outcomes) => told.push(outcomes.map(({ kind }) => kind).join(' ')),
  });
  return { store, handle, told };
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

  it('blocks the partition of a handler that fails, loudly, and no other partition', async () => {
    const { handle, told } = openPipeline(failingFor('bad'));
    const elsewhere = recordOf('order-3', { partition: 1 });
    expect(await handle([...chunk('order-1', 'bad', 'order-2'), elsewhere])).toEqual([
      'done',
      'blocked',
      'blocked',
      'done',
    ]);
    expect(told).toContain('order.fulfillment blocked at 1: Error: against the rules');
  });

  it('asks for what did not fit into its time at once', async () => {
    const store = new MemoryStore(() => 0);
    let handlingMs = 0;
    const tools = {
      newId: () => 'id',
      encoder: { encode: () => new Uint8Array() },
      monotonicMs: () => (handlingMs += 40),
    };
    const observer = { blocked: () => undefined, deadLettered: () => undefined, handled: () => undefined };
    const handle = pipelineOf(declared, decode, new UnitOfWork(store, tools), observer);
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
