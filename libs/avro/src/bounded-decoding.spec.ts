import { schemas } from '@tidemark/contracts/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageCodec } from './codec.ts';
import { MalformedMessage } from './errors.ts';
import { anyMessage, numberedIds, orderId, registryWith } from './messages.fixtures.ts';
import { frame } from './wire-format.ts';

const topic = 'inventory.events.v1';

/** A schema whose writer added one field: what a hostile or broken writer could make us walk over. */
const withExtra = (type: unknown): string =>
  JSON.stringify({
    ...schemas.StockReleased,
    fields: [...schemas.StockReleased.fields, { name: 'extra', type }],
  });

const tree = { type: 'record', name: 'Tree', fields: [{ name: 'below', type: ['null', 'Tree'] }] };
const extras: Readonly<Record<number, unknown>> = {
  800: { type: 'array', items: 'null' },
  801: { type: 'map', values: 'string' },
  802: tree,
  803: { type: 'array', items: { type: 'array', items: 'long' } },
  804: 'boolean',
  805: { type: 'fixed', name: 'Hash', size: 4 },
  806: 'bytes',
  807: ['null', 'double', 'float', 'int'],
  808: { type: 'enum', name: 'Color', symbols: ['RED'] },
};

const codec = createMessageCodec({
  schemaIds: {
    ...numberedIds,
    textOf: (schemaId) => (schemaId in extras ? withExtra(extras[schemaId]) : numberedIds.textOf(schemaId)),
  },
  registry: registryWith({}),
});

const long = (value: number | bigint): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};
const string = (text: string | Buffer): Buffer => Buffer.concat([long(Buffer.byteLength(text)), Buffer.from(text)]);

const recordOf = (schemaId: number, ...extra: readonly Buffer[]): Buffer =>
  frame(schemaId, Buffer.concat([string(orderId), ...extra]));
const released = (...more: readonly Buffer[]): Buffer => recordOf(numberedIds.idOf('StockReleased'), ...more);

const refusal = (bytes: Buffer): MalformedMessage => {
  try {
    void codec.decode(bytes, topic);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessage);
    return error as MalformedMessage;
  }
  throw new Error('The bytes were read.');
};

describe('bytes that are no message', () => {
  it.each([
    ['nothing', Buffer.alloc(0), '0 bytes are too few for a schema id'],
    ['too little', Buffer.from([0, 0, 0]), '3 bytes are too few for a schema id'],
    ['JSON', Buffer.from('{"orderId":1}'), 'its first byte is not the zero that the wire format begins with'],
    ['a negative schema id', Buffer.from([0, 255, 255, 255, 255, 0]), '-1 is no schema id'],
    ['a record cut in a string', released().subarray(0, 20), 'it ends inside a string'],
    ['a record cut before a number', released().subarray(0, 5), 'it ends inside a number'],
    ['more than the record', released(Buffer.from([1, 2])), '2 bytes follow the record'],
    ['a record too large', Buffer.alloc(1_048_577), 'it has 1048577 bytes, and 1048576 are the limit'],
    [
      'a string that is no UTF-8',
      frame(numberedIds.idOf('StockReleased'), string(Buffer.from([0xff]))),
      'a string is no UTF-8',
    ],
    [
      'an order id that is none',
      frame(numberedIds.idOf('StockReleased'), string('order-1')),
      'a uuid field holds no UUID',
    ],
    [
      'a string of negative length',
      frame(numberedIds.idOf('StockReleased'), long(-5)),
      'a string has a negative length',
    ],
    ['a number without end', recordOf(800, Buffer.alloc(11, 0xff)), 'a number takes more than 10 bytes'],
    ['half a boolean', recordOf(804, Buffer.from([2])), 'a boolean is neither 0 nor 1'],
    ['half a fixed', recordOf(805, Buffer.from([1, 2])), 'it ends inside a value of fixed size'],
    ['half a byte string', recordOf(806, long(9)), 'it ends inside a byte string'],
    ['a branch that is none', recordOf(807, long(4)), 'a union has no branch 4'],
    ['a symbol that is none', recordOf(808, long(1)), 'an enum has no symbol 1'],
    ['an int that is none', recordOf(807, long(3), long(2 ** 31)), 'an int is beyond 32 bits'],
    [
      'a key that objects cannot keep',
      recordOf(801, long(1), string('__proto__'), string('x'), long(0)),
      'a map has the key __proto__',
    ],
    [
      'a block of another size',
      recordOf(803, long(-1), long(9), long(0), long(0)),
      'a block says it has 9 bytes, and has 1',
    ],
  ])('are malformed: %s', (_, bytes, reason) => {
    expect(refusal(bytes)).toMatchObject({
      code: 'AVRO.MALFORMED_MESSAGE',
      topic,
      reason,
      message: `A record on ${topic} cannot be read: ${reason}.`,
    });
  });

  it('are malformed when a long is no safe integer', () => {
    const refunded = frame(
      numberedIds.idOf('PaymentRefunded'),
      Buffer.concat([string(orderId), long(2n ** 60n), string('EUR')]),
    );

    expect(refusal(refunded).reason).toBe('a long is no safe integer');
  });
});

describe('a record that asks too much', () => {
  const tooManyItems = 'its arrays and maps hold more than 10000 items';

  it.each([
    ['twenty million nothings in five bytes', recordOf(800, long(20_000_000), long(0)), tooManyItems],
    ['as many, counted down', recordOf(800, long(-20_000_000), long(0), long(0)), tooManyItems],
    ['as many, in many blocks', recordOf(800, ...Array.from({ length: 11 }, () => long(1000)), long(0)), tooManyItems],
    ['more than numbers count', recordOf(800, long(-(2n ** 63n)), long(0)), tooManyItems],
    [
      'long arrays of short ones',
      recordOf(803, long(5001), Buffer.from(Array.from({ length: 5001 }, () => [2, 0, 0]).flat()), long(0)),
      tooManyItems,
    ],
    [
      'a string of a gigabyte',
      frame(numberedIds.idOf('StockReleased'), long(2 ** 30)),
      'a string has 1073741824 bytes, and 65536 are the limit',
    ],
    ['a tree of a thousand levels', recordOf(802, Buffer.alloc(1000, 2), long(0)), 'it is nested deeper than 16'],
  ])('is refused before it is decoded: %s', (_, bytes, reason) => {
    const begun = performance.now();

    expect(refusal(bytes).reason).toBe(reason);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('is read as long as it stays within the limits', () => {
    const full = recordOf(800, long(10_000), long(0));
    const inBlocks = recordOf(803, long(-2), long(4), long(1), long(7), long(0), long(0), long(0));

    expect(codec.decode(full, topic)).toStrictEqual({ type: 'StockReleased', orderId });
    expect(codec.decode(recordOf(802, Buffer.alloc(14, 2), long(0)), topic)).toMatchObject({ orderId });
    expect(codec.decode(inBlocks, topic)).toMatchObject({ orderId });
  });
});

describe('decoding', () => {
  const codes = /^AVRO\.(MALFORMED_MESSAGE|UNKNOWN_SCHEMA|UNKNOWN_MESSAGE|INCOMPATIBLE_SCHEMA)$/;

  const givesMessageOrOurError = async (bytes: Uint8Array): Promise<void> => {
    try {
      expect(await codec.decode(bytes, topic)).toHaveProperty('type');
    } catch (error) {
      expect((error as { code?: unknown }).code).toMatch(codes);
    }
  };

  const knownIds = [...Object.keys(extras).map(Number), ...Array.from({ length: 26 }, (_, index) => index + 1)];

  it('never fails with anything but our errors, on any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), givesMessageOrOurError), { numRuns: 500 });
  });

  it('never fails with anything but our errors, on any bytes behind a known schema id', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...knownIds),
        fc.boolean(),
        fc.uint8Array({ maxLength: 60 }),
        async (id, order, rest) =>
          givesMessageOrOurError(order ? recordOf(id, Buffer.from(rest)) : frame(id, Buffer.from(rest))),
      ),
      { numRuns: 2000 },
    );
  });

  it('never fails with anything but our errors, on a message with bytes changed, cut or put in', async () => {
    const changes = fc.array(fc.record({ at: fc.nat(), remove: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(anyMessage, changes, async (message, places) => {
        const bytes = [...codec.encode(message)];
        for (const { at, remove, put } of places) bytes.splice(at % (bytes.length + 1), remove, ...put);
        await givesMessageOrOurError(Uint8Array.from(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
