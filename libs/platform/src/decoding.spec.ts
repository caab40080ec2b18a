import {
  createMessageCodec,
  MalformedMessage,
  numberedSchemaRows,
  RegistryUnavailable,
  schemaIdsOf,
} from '@tidemark/avro';
import type { Message } from '@tidemark/contracts';
import type { KafkaRecord } from '@tidemark/messaging';
import { DecodingUnavailable } from '@tidemark/messaging';
import { describe, expect, it } from 'vitest';
import { decodeMessages, decodeProductChange } from './decoding.ts';

/** Ids that the database of this program does not know. */
const NEWER = 9_001;
const UNTOLD = 9_002;

const laterRecord = { type: 'record', name: 'PaymentWaived', namespace: 'tidemark.payment.v1', fields: [] };

const codec = createMessageCodec({
  schemaIds: schemaIdsOf(numberedSchemaRows()),
  registry: {
    schemaText: (schemaId, topic) =>
      schemaId === NEWER
        ? Promise.resolve(JSON.stringify(laterRecord))
        : Promise.reject(new RegistryUnavailable(topic, schemaId, 'ECONNREFUSED')),
  },
});

const voided: Message = { type: 'PaymentVoided', orderId: '0199f0aa-7a1e-7c52-9d6b-3f0c5b8e2a11' };

const recordOf = (value: Uint8Array | null, headers: Readonly<Record<string, string>> = {}): KafkaRecord => ({
  topic: 'payment.events.v1',
  partition: 0,
  offset: '0',
  key: null,
  value: value && Buffer.from(value),
  headers,
  timestampMs: 0,
});

const framed = (schemaId: number): Uint8Array => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(schemaId, 1);
  return bytes;
};

const POISON = Uint8Array.of(0xca, 0xfe);

const decode = decodeMessages(codec, ['PaymentVoided']);

describe('Decoding what a consumer hears', () => {
  it('gives the message, with or without a header that names its type', () => {
    expect(decode(recordOf(codec.encode(voided), { type: 'PaymentVoided' }))).toEqual(voided);
    expect(decode(recordOf(codec.encode(voided)))).toEqual(voided);
  });

  it('lets a type pass by undecoded that nobody here hears, known to this program or not', () => {
    expect(decode(recordOf(POISON, { type: 'PaymentCaptured' }))).toBeUndefined();
    expect(decode(recordOf(POISON, { type: 'PaymentWaived' }))).toBeUndefined();
  });

  it('believes the bytes and not the header when the header names what is heard', () => {
    const other = codec.encode({ type: 'RefundPayment', orderId: voided.orderId });
    expect(decode(recordOf(other, { type: 'PaymentVoided' }))).toBeUndefined();
    expect(decode(recordOf(other))).toBeUndefined();
  });

  it.each([undefined, 'PaymentVoided', '', 'payment voided', `P${'x'.repeat(61)}`])(
    'fails on bytes that are no message, under the type %s',
    (type) => {
      expect(() => decode(recordOf(POISON, type === undefined ? {} : { type }))).toThrow(MalformedMessage);
    },
  );

  it('fails on a record without a value', () => {
    expect(() => decode(recordOf(null))).toThrow(MalformedMessage);
  });

  it('lets a message pass by that is newer than this program', async () => {
    expect(await decode(recordOf(framed(NEWER)))).toBeUndefined();
    // The second time its schema is known, and there is nothing to wait for.
    expect(decode(recordOf(framed(NEWER)))).toBeUndefined();
  });

  it('says that the registry is away, and not that the record is bad', async () => {
    await expect(decode(recordOf(framed(UNTOLD)))).rejects.toThrow(DecodingUnavailable);
  });
});

describe('Decoding changes of the product table', () => {
  const row = { sku: 'lamp', name: 'Lamp', price_minor: 2_500, currency: 'EUR', version: 3 };

  it.each([
    { before: null, after: row, op: 'c', ts_ms: 1 },
    { before: row, after: { ...row, version: 4 }, op: 'u', ts_ms: 1 },
    { before: { sku: 'lamp' }, after: null, op: 'd', ts_ms: 1 },
  ])('gives the change: $op', (change) => {
    expect(decodeProductChange(recordOf(Buffer.from(JSON.stringify(change))))).toEqual(change);
  });

  it('leaves out what it does not know: Debezium and the table may say more', () => {
    const change = { before: null, after: { ...row, color: 'red' }, op: 'r', ts_ms: 1, source: {} };
    expect(decodeProductChange(recordOf(Buffer.from(JSON.stringify(change))))).toEqual({
      before: null,
      after: row,
      op: 'r',
      ts_ms: 1,
    });
  });

  it('lets a tombstone pass by', () => {
    expect(decodeProductChange(recordOf(null))).toBeUndefined();
  });

  it.each([
    '',
    '{',
    'null',
    '42',
    '[]',
    '{}',
    '{"before":null,"after":null,"op":"d","ts_ms":1}',
    '{"before":null,"after":{"sku":"lamp"},"op":"c","ts_ms":1}',
  ])('fails on a value that is no change of a row: %s', (text) => {
    expect(() => decodeProductChange(recordOf(Buffer.from(text)))).toThrow(Error);
  });
});
