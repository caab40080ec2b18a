import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Message } from '@tidemark/contracts';
import type { AnyFact, Effects } from '@tidemark/event-store';
import { MemoryStore, NO_EFFECTS, refold, UnitOfWork } from '@tidemark/event-store';
import { describe, expect, it } from 'vitest';
import { OrderQueries } from '../orders.queries.ts';
import { orders, orderStream } from './streams.ts';

/** Streams as version 1 of this service stored them. They are never edited: such streams stand in databases. */
const stored = (name: string): readonly AnyFact[] =>
  JSON.parse(readFileSync(new URL(`stored-v1/${name}.json`, import.meta.url), 'utf8')) as readonly AnyFact[];

const orderId = '01a1f922-97f5-7575-be8b-357c6ebb6ff6';
const order = {
  orderId,
  customerId: 'customer-1',
  emailAddress: 'ada@example.org',
  totalMinor: 14_900,
  currency: 'EUR',
  pieces: 3,
};

const streamId = `order-${orderId}`;
const cause = { messageId: 'm', correlationId: 'c', traceparent: 't', actor: 'customer' };
const AT = '2026-11-20T12:00:00.000Z';

const write = (store: MemoryStore, effects: Partial<Effects>): Promise<void> =>
  store.transact({ heads: [], rows: [] }, () => ({ effects: { ...NO_EFFECTS, ...effects }, result: undefined }));

/** What everybody may see of a stored stream: the public form of each fact. */
const historyOf = async (name: string): Promise<readonly object[] | undefined> => {
  const store = new MemoryStore(() => 0);
  const facts = stored(name).map((fact, index) => ({ streamId, version: index + 1, fact, cause, recordedAt: AT }));
  await write(store, { facts });
  return new OrderQueries(store, undefined as never).history(orderId);
};

describe('a snapshot that version 1 stored', () => {
  it('is not taken for whole: an order that was placed then is confirmed with its pieces', async () => {
    const store = new MemoryStore(() => 0);
    const { pieces: _, ...withoutPieces } = order;
    const head = { version: 1, definition: 1, snapshot: { ...withoutPieces, status: 'Placed' }, recordedAt: AT };
    const [placed] = stored('order-canceled');
    await write(store, {
      facts: [{ streamId, version: 1, fact: placed!, cause, recordedAt: AT }],
      heads: [{ ...head, streamId, created: true }],
    });
    const sent: Message[] = [];
    const encoder = {
      encode: (message: Message) => {
        sent.push(message);
        return new Uint8Array();
      },
    };
    const tools = { newId: randomUUID, monotonicMs: () => 0, encoder, rest: () => Promise.resolve() };
    await new UnitOfWork(store, tools).execute({
      cause,
      reads: orders.reads({ type: 'ConfirmOrder', orderId }),
      handle: (unit) => unit.decide(orders, { type: 'ConfirmOrder', orderId }),
    });
    expect(sent, 'OrderConfirmed of an order that version 1 stored, with its pieces').toMatchObject([
      { type: 'OrderConfirmed', pieces: 3 },
    ]);
  });
});

describe('a stream that version 1 stored', () => {
  it('of a canceled order adds up to its state', () => {
    expect(refold(orderStream, stored('order-canceled'))).toEqual({ ...order, status: 'Canceled' });
  });

  it('of a delivered order adds up to its state', () => {
    expect(refold(orderStream, stored('order-delivered'))).toEqual({ ...order, status: 'Delivered' });
  });

  it("is published in today's form: the words of the customer, and the cause that it was canceled for", async () => {
    expect(await historyOf('order-canceled'), 'the history of an order that version 1 stored').toMatchObject([
      { type: 'OrderPlaced', totalMinor: 14_900 },
      { type: 'OrderConfirmed', pieces: 3 },
      { type: 'OrderCancellationRequested', reason: 'Found it cheaper.' },
      { type: 'OrderCanceled', reason: 'CUSTOMER', cause: 'CUSTOMER' },
    ]);
  });

  it('is published without words where the customer gave none', async () => {
    expect((await historyOf('order-delivered'))?.[2]).toMatchObject({
      type: 'OrderCancellationRequested',
      reason: null,
    });
  });
});
