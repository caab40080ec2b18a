import { describe, expect, it } from 'vitest';
import { letterLines, listLetterLines, rehearsalLines } from './dead-letter-lines.ts';
import { plain } from './paint.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const listed = {
  ...{ id: 'l-1', consumer: 'order.fulfillment', status: 'open', code: 'HANDLER.FAILED', key: 'o-1' },
  ...{ type: 'StockReserved', attempts: 8, at: '2026-01-01T11:00:00.000Z' },
};

describe('Dead letters', () => {
  it('stand in columns, and say how to go on', () => {
    const page = { deadLetters: [listed, { ...listed, id: 'l-22', key: null, type: null }], cursor: 'l-22' };
    expect(listLetterLines(page, plain, NOW)).toEqual([
      'dead letter  consumer           key  type           age  attempts  failed of',
      'l-1          order.fulfillment  o-1  StockReserved  1h   8         HANDLER.FAILED',
      'l-22         order.fulfillment  -    -              1h   8         HANDLER.FAILED',
      'more: --after l-22',
    ]);
    expect(listLetterLines({ deadLetters: [], cursor: null }, plain, NOW)).toEqual(['no dead letter fits']);
  });

  it('are shown one to a page, and cannot speak to the terminal', () => {
    const lines = letterLines(
      {
        ...listed,
        cause: 'no luck\u001B[31m',
        origin: { topic: 'inventory.events.v1', partition: 2, offset: 7 },
        headers: { id: 'm-1' },
        value: { base64: 'AA==', text: null, unreadable: 'too short' },
        edited: { base64: 'AA==', message: { type: 'StockReserved' }, schema: { id: 4 } },
        actions: [{ action: 'EditDeadLetter', actor: 'ada', reason: 'why', result: 'done', at: 'then' }],
      },
      plain,
    );
    expect(lines).toEqual([
      'dead letter  l-1',
      'status       open',
      'consumer     order.fulfillment',
      'from         inventory.events.v1/2/7',
      'key          o-1',
      'failed of    HANDLER.FAILED: no luck [31m',
      'attempts     8, the last at 2026-01-01T11:00:00.000Z',
      'header id    m-1',
      'value        AA== (too short)',
      'edited       {"type":"StockReserved"} (schema 4)',
      'done         then EditDeadLetter by ada: why (done)',
    ]);
  });
});

describe('A dry run', () => {
  it('says what would happen', () => {
    const none = { facts: [], transitions: [], messages: [], jobs: [], rows: [] };
    const consumer = 'order.fulfillment';
    expect(rehearsalLines({ outcome: 'handled', consumer, ...none })).toEqual([
      'order.fulfillment would handle it, and change nothing',
    ]);
    const effects = {
      facts: [{ streamId: 'order-1', type: 'OrderConfirmed' }],
      transitions: [{ processId: 'fulfillment-1', fromStatus: 'AwaitingShipment', toStatus: 'Confirmed' }],
      messages: [{ topic: 'order.events.v1', message: { type: 'OrderConfirmed' } }],
      jobs: [{ kind: 'capture', key: '1' }],
      rows: [{ table: 'shipment' }],
    };
    expect(rehearsalLines({ outcome: 'handled', consumer, ...effects })).toEqual([
      'order.fulfillment would handle it:',
      '  fact OrderConfirmed in order-1',
      '  fulfillment-1 from AwaitingShipment to Confirmed',
      '  message OrderConfirmed on order.events.v1',
      '  call capture for 1',
      '  row in shipment',
    ]);
  });

  it('says what it would fail of', () => {
    expect(rehearsalLines({ outcome: 'fails', consumer: 'c', code: 'X', cause: 'no luck' })).toEqual([
      'c would fail again',
      '  X: no luck',
    ]);
  });
});
