import { describe, expect, it } from 'vitest';
import { committedRows } from './pgoutput.ts';

const MICROSECONDS_FROM_1970_TO_2000 = 946_684_800_000_000n;

const begin = (epochMicroseconds: bigint): Buffer => {
  const message = Buffer.alloc(21);
  message.write('B', 0, 'latin1');
  message.writeBigInt64BE(epochMicroseconds - MICROSECONDS_FROM_1970_TO_2000, 9);
  return message;
};

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const relation = (id: number, schema: string, table: string): Buffer =>
  Buffer.concat([Buffer.from('R'), int32(id), Buffer.from(`${schema}\0${table}\0d`), int16(0)]);

const insert = (id: number, ...values: readonly (string | null)[]): Buffer =>
  Buffer.concat([
    Buffer.from('I'),
    int32(id),
    Buffer.from('N'),
    int16(values.length),
    ...values.map((value) =>
      value === null
        ? Buffer.from('n')
        : Buffer.concat([Buffer.from('t'), int32(Buffer.byteLength(value)), Buffer.from(value)]),
    ),
  ]);

const commit = Buffer.from('C');

describe('the write-ahead log, decoded', () => {
  it('gives every inserted row the commit time of its own transaction, to the microsecond', () => {
    const rows = committedRows([
      begin(1_800_000_000_000_500n),
      relation(1, 'order', 'outbox'),
      insert(1, 'a', 'é', null),
      insert(1, 'b', '', 'x'),
      commit,
      begin(1_800_000_000_007_250n),
      relation(2, 'payment', 'outbox'),
      insert(2, 'c'),
      commit,
    ]);
    expect(rows).toEqual([
      { schema: 'order', table: 'outbox', values: ['a', 'é', null], committedAtMs: 1_800_000_000_000.5 },
      { schema: 'order', table: 'outbox', values: ['b', '', 'x'], committedAtMs: 1_800_000_000_000.5 },
      { schema: 'payment', table: 'outbox', values: ['c'], committedAtMs: 1_800_000_000_007.25 },
    ]);
  });

  it('is empty where nothing was inserted', () => {
    expect(committedRows([begin(1n), commit])).toEqual([]);
  });
});
