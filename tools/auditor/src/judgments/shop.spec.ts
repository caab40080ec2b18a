import { describe, expect, it } from 'vitest';
import type { Violation } from '../invariants.ts';
import type { LogRecord, OutboxRow } from '../log-reading.ts';
import { judgeAcknowledged } from './acknowledged.ts';
import type { SlotReading } from './capture.ts';
import { judgeSlot } from './capture.ts';
import type { HeldReading, LetterReading } from './letters.ts';
import { judgeHeld, judgeLetters } from './letters.ts';
import { judgeForeign, judgeLog, judgeRepeated, judgeUnsent, judgeUnsentHandled } from './messages.ts';
import { judgeLedger } from './money.ts';
import { judgeOrderInLog, judgeStreams } from './sequence.ts';
import type { StockReading } from './stock.ts';
import { judgeMoves, judgeStock } from './stock.ts';
import { judgePrices } from './views.ts';

const said = (violations: readonly Violation[]): readonly string[] =>
  violations.map(({ invariant, orderId, expected, found }) => `${invariant} ${orderId ?? '-'}: ${expected} / ${found}`);

const ORDER = '018f3a5e-0000-7000-8000-000000000001';

describe('I1, stock', () => {
  const lamp: StockReading = {
    sku: 'lamp',
    facts: [
      { type: 'StockReceived', pieces: 10 },
      { type: 'StockReserved', pieces: 3 },
      { type: 'CountCorrected', pieces: 8 },
      { type: 'StockReleased', pieces: 1 },
      { type: 'StockShipped', pieces: 2 },
    ],
    head: { onHand: 6, reserved: 0, shipped: 2 },
    heldByOrders: 0,
    shippedByOrders: 2,
  };

  it('is kept by a shelf whose counts add up', () => {
    expect(judgeStock(lamp)).toEqual([]);
  });

  it('is broken by a moment at which more was reserved than there was', () => {
    const facts = [
      { type: 'StockReceived', pieces: 1 },
      { type: 'StockReserved', pieces: 2 },
      { type: 'StockReleased', pieces: 2 },
    ];
    expect(
      said(judgeStock({ ...lamp, facts, head: { onHand: 1, reserved: 0, shipped: 0 }, shippedByOrders: 0 })),
    ).toEqual([
      'I1 -: 0 ≤ reserved ≤ on hand, always / 1 on hand, 2 reserved, 0 shipped after fact 2, StockReserved of 2',
    ]);
  });

  it('is broken by a head that says another thing than the facts', () => {
    expect(said(judgeStock({ ...lamp, head: { onHand: 7, reserved: 0, shipped: 2 } }))).toEqual([
      'I1 -: a head that says 6 on hand, 0 reserved, 2 shipped, as its facts / 7 on hand, 0 reserved, 2 shipped',
    ]);
  });

  it('is broken by reservations that the stock does not know, and the other way round', () => {
    expect(said(judgeStock({ ...lamp, heldByOrders: 1, shippedByOrders: 1 }))).toEqual([
      'I1 -: 1 reserved, as the orders hold / 0',
      'I1 -: 1 shipped, as the orders say / 2',
    ]);
  });

  it('names the order whose reservation moved other pieces than it says', () => {
    expect(said(judgeMoves([{ sku: 'lamp', orderId: ORDER, what: 'reserved', byStock: 0, byOrder: 3 }]))).toEqual([
      `I1 ${ORDER}: 3 of lamp reserved, as its reservation says / 0 by the stock of lamp`,
    ]);
  });
});

describe('I2 over all orders', () => {
  it('is broken by debits without their credits, currency by currency', () => {
    const totals = [
      { currency: 'EUR', debitMinor: 5, creditMinor: 4 },
      { currency: 'USD', debitMinor: 5, creditMinor: 5 },
    ];
    expect(said(judgeLedger(totals))).toEqual(['I2 -: credits of 5, as the debits / 4']);
  });
});

describe('I5, acknowledged requests', () => {
  const none = new Map<string, never>();
  const orders = new Set([ORDER]);

  it('is broken by an accepted order that does not exist', () => {
    const told = [{ status: 202, key: 'k', orderId: ORDER }];
    expect(said(judgeAcknowledged(none, new Set(), told))).toEqual([
      `I5 ${ORDER}: an order, as the caller was told / none`,
    ]);
    expect(said(judgeAcknowledged(new Map([['k', told[0]!]]), new Set(), []))).toEqual([
      `I5 ${ORDER}: an order, as the service was told / none`,
    ]);
  });

  it('is broken by a refused request that left an order', () => {
    const memory = new Map([['k', { status: 202, key: 'k', orderId: ORDER }]]);
    expect(said(judgeAcknowledged(memory, orders, [{ status: 400, key: 'k' }]))).toEqual([
      `I5 ${ORDER}: nothing, after 400 / order ${ORDER}`,
    ]);
  });

  it('is broken by one key that made two orders', () => {
    const other = '018f3a5e-0000-7000-8000-000000000002';
    const memory = new Map([['k', { status: 202, key: 'k', orderId: ORDER }]]);
    const told = [{ status: 202, key: 'k', orderId: other }];
    expect(said(judgeAcknowledged(memory, new Set([ORDER, other]), told))).toEqual([
      `I5 ${ORDER}: order ${other} / order ${ORDER}`,
    ]);
  });

  it('is kept by a request that was refused first and accepted when it came again', () => {
    const memory = new Map([['k', { status: 202, key: 'k', orderId: ORDER }]]);
    const told = [
      { status: 422, key: 'k' },
      { status: 202, key: 'k', orderId: ORDER },
    ];
    expect(judgeAcknowledged(memory, orders, told)).toEqual([]);
  });

  it('is kept by a failure that leaves open what became of the request', () => {
    const memory = new Map([['k', { status: 202, key: 'k', orderId: ORDER }]]);
    expect(
      judgeAcknowledged(memory, orders, [
        { status: 503, key: 'k' },
        { status: 409, key: 'k' },
      ]),
    ).toEqual([]);
  });
});

const row = (id: string, seq: number, more: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  seq,
  service: 'order',
  topic: 'order.events.v1',
  key: ORDER,
  type: 'OrderPlaced',
  occurredAt: 0,
  isBeforeRest: false,
  ...more,
});

const record = (id: string, offset: number, streamVersion: number, more: Partial<LogRecord> = {}): LogRecord => ({
  id,
  offset,
  streamVersion,
  topic: 'order.events.v1',
  partition: 0,
  key: ORDER,
  timestamp: 0,
  type: 'OrderPlaced',
  value: undefined,
  ...more,
});

const outbox = new Map([row('a', 1), row('b', 2), row('c', 3)].map((sent) => [sent.id, sent]));

describe('I6, messages', () => {
  it('is kept by records as they were sent, copies included', () => {
    expect(judgeLog(outbox, [record('a', 0, 1), record('a', 1, 1)])).toEqual([]);
  });

  it('is broken by a record under another key, topic or type', () => {
    expect(said(judgeLog(outbox, [record('a', 0, 1, { key: 'other' })]))).toEqual([
      `I6 ${ORDER}: order.events.v1, key ${ORDER}, OrderPlaced / order.events.v1, key other, OrderPlaced`,
    ]);
  });

  it('is broken by a record that no outbox sent, unless somebody has told that it is none', () => {
    const foreign = record('z', 7, 1);
    expect(said(judgeForeign([foreign]))).toEqual([
      `I6 ${ORDER}: an outbox row that it came from / OrderPlaced at order.events.v1/0/7 and no row`,
    ]);
    expect(judgeForeign([{ ...foreign, isDeadLettered: true }])).toEqual([]);
  });

  it('is broken by a message that never came to its topic', () => {
    expect(said(judgeUnsent([row('m', 1, { type: 'ReserveStock', topic: 'inventory.commands.v1' })]))).toEqual([
      'I6 -: ReserveStock on inventory.commands.v1 / not there',
    ]);
  });

  it('is broken by a message that took effect twice', () => {
    const repeated = { service: 'payment', causationId: 'm', type: 'PaymentCaptured', key: ORDER, times: 2 };
    expect(said(judgeRepeated([repeated]))).toEqual([
      `I6 ${ORDER}: one effect: PaymentCaptured about ${ORDER} once / 2 times`,
    ]);
  });

  it('is broken by a message that was handled and never sent', () => {
    expect(said(judgeUnsentHandled([{ consumer: 'payment.commands', messageId: 'm' }]))).toEqual([
      'I6 -: a sender of what payment.commands handled / no outbox has it',
    ]);
  });
});

describe('I7, order', () => {
  const inLog = (...log: readonly LogRecord[]): readonly string[] => said(judgeOrderInLog(outbox, log).violations);

  it('is kept by messages in the order of their commit, and by copies anywhere', () => {
    expect(inLog(record('a', 0, 1), record('b', 1, 2), record('a', 2, 1), record('c', 3, 3))).toEqual([]);
  });

  it('is broken by a message that stands behind a later one', () => {
    expect(inLog(record('b', 0, 1), record('a', 1, 2))).toEqual([
      `I7 ${ORDER}: to stand before OrderPlaced, as it was sent / after it, at offset 1`,
    ]);
  });

  it('is broken by a version that the topic leaves out', () => {
    expect(inLog(record('a', 0, 1), record('c', 1, 3))).toEqual([`I7 ${ORDER}: stream version 2 / 3`]);
  });

  it('is broken by a key in two partitions', () => {
    expect(inLog(record('a', 0, 1), record('b', 0, 2, { partition: 1 }))).toEqual([
      `I7 ${ORDER}: partition 0, as its key’s others / 1`,
    ]);
  });

  it('is broken by a gap in a stream, and by a head that is elsewhere', () => {
    const stream = { service: 'order', streamId: `order-${ORDER}`, first: 1, last: 3, count: 2, head: 3 };
    expect(said(judgeStreams([stream]))).toEqual([
      `I7 ${ORDER}: versions 1 to 3, as its head says / 2 from 1 to 3, head at 3`,
    ]);
  });
});

describe('I8, prices', () => {
  it('is broken by a copy that is older than its product, is missing, or outlives it', () => {
    expect(
      said(
        judgePrices([
          { sku: 'a', product: 'A at 2', copy: 'A at 1', copyDeleted: false },
          { sku: 'b', product: 'B at 2', copyDeleted: false },
          { sku: 'c', copy: 'C at 1', copyDeleted: false },
          { sku: 'd', copy: 'D at 1', copyDeleted: true },
          { sku: 'e', product: 'E at 1', copy: 'E at 1', copyDeleted: false },
        ]),
      ),
    ).toEqual([
      'I8 -: a copy that says A at 2 / A at 1',
      'I8 -: a copy that says B at 2 / none',
      'I8 -: a copy that is marked as deleted / C at 1',
    ]);
  });
});

describe('I11, dead letters', () => {
  const letter: LetterReading = {
    service: 'inventory',
    id: 'd',
    consumer: 'inventory.commands',
    topic: 'inventory.commands.v1',
    partition: 0,
    offset: 4,
    key: ORDER,
    code: 'AVRO.MALFORMED_MESSAGE',
    copies: 1,
    status: 'open',
    held: 0,
    isClaimed: true,
    isSent: true,
    effects: 0,
  };
  const log = {
    topics: 1,
    records: [],
    ids: new Set<string>(),
    bounds: new Map([['inventory.commands.v1/0', { first: 0, end: 5 }]]),
  };

  it('is kept by a letter that stands alone, is told, and had no effect', () => {
    expect(judgeLetters([letter], log)).toEqual([]);
  });

  it.each([
    ['two letters of one record', { copies: 2 }, 'one dead letter of a record / 2'],
    ['a letter without its copy', { isSent: false }, 'a copy for the dead-letter topic / none in the outbox'],
    [
      'a letter whose message had effects',
      { effects: 1 },
      'no effect of what could not be handled / 1 facts or transitions',
    ],
    ['a letter of a record that never was', { offset: 5 }, 'a record there / none'],
    ['a letter that comes again', { isClaimed: false }, 'an inbox row, so that it comes only once / none'],
    ['a redrive that got lost', { status: 'held' }, 'held, so held 1 times / held 0 times'],
    [
      'a letter that is tried and given up',
      { status: 'discarded', held: 1 },
      'discarded, so held 0 times / held 1 times',
    ],
  ] as const)('is broken by %s', (_, more, line) => {
    expect(said(judgeLetters([{ ...letter, ...more }], log))).toEqual([`I11 ${ORDER}: ${line}`]);
  });
});

describe('I11, held messages', () => {
  const held: HeldReading = {
    ...{ service: 'inventory', consumer: 'inventory.commands', messageId: 'm', key: ORDER },
    ...{ isClaimed: true, effects: 0, letters: 0 },
  };

  it('is kept by a message that waits', () => {
    expect(judgeHeld([held])).toEqual([]);
  });

  it('is kept by a letter that had its effect when it was sent again', () => {
    const letter = { status: 'handled', held: 0, isClaimed: true, copies: 1, isSent: true, effects: 2 } as const;
    const origin = { topic: 't.v1', partition: 0, offset: 4, key: ORDER, code: 'C', consumer: 'c' };
    expect(judgeLetters([{ ...letter, ...origin, service: 'inventory', id: 'd' }], undefined)).toEqual([]);
  });

  it.each([
    ['one that comes again', { isClaimed: false }, 'an inbox row, so that it comes only once / none'],
    ['one that was handled', { effects: 1 }, 'no effect yet / 1 facts or transitions'],
    ['one that is a dead letter too', { letters: 1 }, 'held or a dead letter, not both / 1 dead letters'],
  ])('is broken by %s', (_, more, line) => {
    expect(said(judgeHeld([{ ...held, ...more }]))).toEqual([`I11 ${ORDER}: ${line}`]);
  });
});

describe('I15, the slot', () => {
  const slot: SlotReading = { name: 's', active: true, walStatus: 'reserved', keptBytes: 5, capBytes: 10, lagBytes: 0 };

  it('is kept by a slot that is read and bounded', () => {
    expect(judgeSlot('s', slot)).toEqual([]);
  });

  it.each([
    ['no slot', undefined, 'a slot / none: what is written now never reaches Kafka'],
    ['a slot without a reader', { ...slot, active: false }, 'a reader / none'],
    ['a slot whose log was given up', { ...slot, walStatus: 'lost' }, 'its log to be kept / wal_status lost'],
    ['more log than its bound', { ...slot, keptBytes: 11 }, 'at most 10 bytes of log kept / 11'],
    [
      'a lag that stays',
      { ...slot, lagBytes: 100_000 },
      'everything confirmed that was written before the audit / 100000 bytes behind',
    ],
  ])('is broken by %s', (_, found, line) => {
    expect(said(judgeSlot('s', found))).toEqual([`I15 -: ${line}`]);
  });

  it('is broken by a server without a bound', () => {
    const { capBytes: _, ...unbounded } = slot;
    expect(said(judgeSlot('s', unbounded))).toEqual([
      'I15 -: max_slot_wal_keep_size / not set: a reader that is away fills the disk',
    ]);
  });
});
