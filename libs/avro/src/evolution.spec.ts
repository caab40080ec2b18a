import type { MessageType } from '@tidemark/contracts';
import { schemas } from '@tidemark/contracts/schemas';
import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import { createMessageCodec } from './codec.ts';
import type { MessageCodec } from './codec.ts';
import { IncompatibleSchema, RegistryUnavailable, UnknownMessage, UnknownSchema } from './errors.ts';
import { numberedIds, orderId, registryWith } from './messages.fixtures.ts';
import { frame } from './wire-format.ts';

type Field = Readonly<Record<string, unknown>>;
const topic = 'order.events.v1';
const note = { name: 'note', type: ['null', 'string'], default: null };

/** A schema of ours as another version of the contracts has it. */
const otherVersion = (type: MessageType, change: (fields: readonly Field[]) => readonly Field[]): object => ({
  ...schemas[type],
  fields: change(schemas[type].fields as readonly Field[]),
});

const written = (schemaId: number, schema: object, value: object): Buffer =>
  frame(schemaId, avro.Type.forSchema(structuredClone(schema) as avro.Type).toBuffer(value));

const codecWith = (known: Readonly<Record<number, object | string>>): MessageCodec =>
  createMessageCodec({ schemaIds: numberedIds, registry: registryWith(known) });

describe('a record of another version', () => {
  it('is read without the fields that only its writer knows, nested ones too', async () => {
    const newer = otherVersion('OrderCancellationRequested', (fields) => [
      { name: 'channels', type: { type: 'array', items: { type: 'map', values: 'long' } } },
      ...fields,
      note,
    ]);
    const bytes = written(900, newer, { channels: [{ web: 1 }, {}], orderId, reason: 'late', note: 'hello' });

    expect(await codecWith({ 900: newer }).decode(bytes, topic)).toStrictEqual({
      type: 'OrderCancellationRequested',
      orderId,
      reason: 'late',
    });
  });

  it('is read with the default of a field that its writer did not know', async () => {
    const older = otherVersion('OrderCancellationRequested', (fields) =>
      fields.filter(({ name }) => name !== 'reason'),
    );
    const bytes = written(901, older, { orderId });

    expect(await codecWith({ 901: older }).decode(bytes, topic)).toStrictEqual({
      type: 'OrderCancellationRequested',
      orderId,
      reason: null,
    });
  });

  it('is read whatever order its fields are in', async () => {
    const shuffled = otherVersion('OrderCancellationRequested', (fields) => fields.toReversed());
    const bytes = written(902, shuffled, { orderId, reason: null });

    expect(await codecWith({ 902: shuffled }).decode(bytes, topic)).toMatchObject({ orderId, reason: null });
  });
});

describe('a schema id that is not known by itself', () => {
  const newer = otherVersion('StockReleased', (fields) => [...fields, note]);
  const bytes = written(903, newer, { orderId, note: null });

  it('is asked for once, and then decoded at once', async () => {
    const registry = registryWith({ 903: newer });
    const codec = createMessageCodec({ schemaIds: numberedIds, registry });

    await Promise.all([codec.decode(bytes, topic), codec.decode(bytes, topic)]);

    expect(codec.decode(bytes, topic)).toStrictEqual({ type: 'StockReleased', orderId });
    expect(registry.asked).toEqual([903]);
  });

  it('is not asked for when bootstrap has stored it', () => {
    const stored = {
      ...numberedIds,
      textOf: (schemaId: number) => (schemaId === 903 ? JSON.stringify(newer) : undefined),
    };
    const registry = registryWith({});

    const message = createMessageCodec({ schemaIds: stored, registry }).decode(bytes, topic);

    expect(message).toStrictEqual({ type: 'StockReleased', orderId });
    expect(registry.asked).toEqual([]);
  });

  it('is an error of its own when the registry does not have it', async () => {
    const decoding = Promise.resolve(codecWith({}).decode(bytes, topic));

    await expect(decoding).rejects.toBeInstanceOf(UnknownSchema);
    await expect(decoding).rejects.toMatchObject({ code: 'AVRO.UNKNOWN_SCHEMA', schemaId: 903, topic });
  });

  it('is asked for again after the registry gave no answer', async () => {
    let up = false;
    const codec = createMessageCodec({
      schemaIds: numberedIds,
      registry: {
        async schemaText(schemaId, of) {
          if (!up) throw new RegistryUnavailable(of, schemaId, 'no answer');
          return JSON.stringify(newer);
        },
      },
    });

    await expect(Promise.resolve(codec.decode(bytes, topic))).rejects.toBeInstanceOf(RegistryUnavailable);
    up = true;

    expect(await codec.decode(bytes, topic)).toStrictEqual({ type: 'StockReleased', orderId });
  });
});

describe('a record that its reader cannot follow', () => {
  it('is an unknown message when the contracts do not have its name', async () => {
    const later = { type: 'record', name: 'OrderReturned', namespace: 'tidemark.order.v1', fields: [note] };
    const bytes = written(904, later, { note: null });
    const codec = codecWith({ 904: later });
    const expected = {
      code: 'AVRO.UNKNOWN_MESSAGE',
      recordName: 'tidemark.order.v1.OrderReturned',
      schemaId: 904,
      topic,
    };

    await expect(Promise.resolve(codec.decode(bytes, topic))).rejects.toMatchObject(expected);
    expect(() => codec.decode(bytes, topic)).toThrow(UnknownMessage);
  });

  it.each([
    ['another type of a field', otherVersion('StockReleased', () => [{ name: 'orderId', type: 'long' }])],
    ['a missing field without a default', otherVersion('StockReleased', () => [note])],
    ['no Avro', '{"type":"syrup"}'],
    ['no JSON', 'syrup'],
  ])('is incompatible when its schema has %s', async (_, schema) => {
    const decoding = Promise.resolve(codecWith({ 905: schema }).decode(frame(905, Buffer.from([0])), topic));

    await expect(decoding).rejects.toBeInstanceOf(IncompatibleSchema);
    await expect(decoding).rejects.toMatchObject({ code: 'AVRO.INCOMPATIBLE_SCHEMA', schemaId: 905, topic });
  });
});
