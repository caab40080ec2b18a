import type { Message } from '@tidemark/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageCodec } from './codec.ts';
import { InvalidMessage } from './errors.ts';
import { anyMessage, messagesOf, numberedIds, orderId, registryWith } from './messages.fixtures.ts';
import { messageTypes } from './schema-types.ts';

const codec = createMessageCodec({ schemaIds: numberedIds, registry: registryWith({}) });

const reserve: Message = { type: 'ReserveStock', orderId, lines: [{ sku: 'lamp', quantity: 2 }] };

/** As if a caller had gone past the types. */
const encodingOf = (message: object): unknown => {
  try {
    return codec.encode(message as Message);
  } catch (error) {
    return error;
  }
};

describe('a message', () => {
  it.each(messageTypes)('%s comes back as it was written', (type) => {
    fc.assert(
      fc.property(messagesOf(type), (message) => {
        expect(codec.decode(codec.encode(message))).toStrictEqual(message);
      }),
      { numRuns: 50 },
    );
  });

  it('is a zero byte, the schema id and the record', () => {
    const bytes = codec.encode(reserve);

    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, numberedIds.idOf('ReserveStock')]);
    expect(bytes.subarray(5).toString('hex')).toBe(`48${Buffer.from(orderId).toString('hex')}02086c616d700400`);
  });

  it.each([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -(2 ** 52) - 1, 2 ** 52 + 1, -1, 0])(
    'keeps the long %d to the last digit',
    (amountMinor) => {
      const refunded: Message = { type: 'PaymentRefunded', orderId, amountMinor, currency: 'EUR' };

      expect(codec.decode(codec.encode(refunded))).toStrictEqual(refunded);
    },
  );

  it('is read from a view into a larger buffer, and keeps nothing of it', () => {
    const bytes = codec.encode(reserve);
    const around = new Uint8Array(bytes.length + 20).fill(0xff);
    around.set(bytes, 10);

    const message = codec.decode(around.subarray(10, 10 + bytes.length));
    around.fill(0);

    expect(message).toStrictEqual(reserve);
  });

  it('is decoded without a promise when its schema is known', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(codec.decode(codec.encode(message))).not.toBeInstanceOf(Promise);
      }),
    );
  });
});

describe('writing an invalid message', () => {
  it.each([
    ['a fraction for an int', { ...reserve, lines: [{ sku: 'lamp', quantity: 1.5 }] }, 'lines.0.quantity', 'is no int'],
    [
      'an int beyond 32 bits',
      { ...reserve, lines: [{ sku: 'lamp', quantity: 2 ** 31 }] },
      'lines.0.quantity',
      'is no int',
    ],
    ['no list', { ...reserve, lines: undefined }, 'lines', 'is no array'],
    ['no UUID', { ...reserve, orderId: 'order-1' }, 'orderId', 'is no uuid'],
    [
      'a long that is no safe integer',
      { type: 'PaymentRefunded', orderId, amountMinor: 2 ** 53, currency: 'EUR' },
      'amountMinor',
      'is no long',
    ],
    [
      'a symbol that the enum does not have',
      { type: 'ShipmentRefused', orderId, reason: 'TOO_FAR' },
      'reason',
      'is no tidemark.shipping.v1.ShipmentRefusedReason',
    ],
    [
      'a number where null or text belongs',
      { type: 'OrderCancellationRequested', orderId, reason: 3 },
      'reason',
      'is no null or string',
    ],
    ['a type without a contract', { type: 'OrderEaten', orderId }, 'type', 'names no message of the contracts'],
  ])('names the field: %s', (_, message, path, reason) => {
    const error = encodingOf(message);

    expect(error).toBeInstanceOf(InvalidMessage);
    expect(error).toMatchObject({
      code: 'AVRO.INVALID_MESSAGE',
      path,
      message: `${message.type} cannot be written: ${path} ${reason}.`,
    });
  });

  it('does not tell the value, which may be secret', () => {
    const capture = { type: 'CapturePayment', orderId, amountMinor: 1, currency: 'EUR', cardToken: ['tok_secret'] };

    expect(String(encodingOf(capture))).toBe(
      'InvalidMessage: CapturePayment cannot be written: cardToken is no string.',
    );
  });

  it.each([
    ['too many items', { ...reserve, lines: Array.from({ length: 10_001 }, () => ({ sku: 'lamp', quantity: 1 })) }],
    ['too long a string', { ...reserve, lines: [{ sku: 'x'.repeat(65_537), quantity: 1 }] }],
    [
      'too many bytes',
      { ...reserve, lines: Array.from({ length: 20 }, () => ({ sku: 'x'.repeat(60_000), quantity: 1 })) },
    ],
  ])('refuses what could not be read again: %s', (_, message) => {
    expect(encodingOf(message)).toBeInstanceOf(InvalidMessage);
  });
});
