import { randomBytes } from 'node:crypto';
import { topics } from '@tidemark/contracts';
import { recordsOf } from '../records.ts';
import type { Strike } from './fault.ts';
import { untilDone } from './fault.ts';

/** How the keys of all poison begin. */
export const POISON_KEY = 'poison: ';

const ZERO_BYTE = 0;
const UNKNOWN_SCHEMA = 2_000_000_001;
const MEGABYTE = 1_000_000;

/** Sorts of bytes that are no message; `real` is one that is, of the same topic. */
const sorts: Readonly<Record<string, (real: Buffer) => Buffer>> = {
  'random bytes': () => Buffer.concat([Buffer.from([0xff]), randomBytes(40)]),
  'wrong magic byte': (real) => Buffer.concat([Buffer.from([1]), real.subarray(1)]),
  'unknown schema': (real) => {
    const bytes = Buffer.concat([Buffer.alloc(5), real.subarray(5)]);
    bytes.writeUInt8(ZERO_BYTE, 0);
    bytes.writeInt32BE(UNKNOWN_SCHEMA, 1);
    return bytes;
  },
  'cut off': (real) => real.subarray(0, Math.max(6, real.length - 3)),
  // A length of two gigabytes, and nothing behind it.
  bomb: (real) => Buffer.concat([real.subarray(0, 5), Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f])]),
  'a megabyte': () => Buffer.concat([Buffer.from([0xff]), Buffer.alloc(MEGABYTE, 0x61)]),
};

/** Records that nobody can decode, between those of the orders: each must become a dead letter and hold up nobody. */
export const poison: Strike<'poison'> = async ({ each }, { kafka }, { poisoned }) => {
  let sent = 0;
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    await producer.connect();
    for (const { topic, messages } of await untilDone(() => recordsOf(kafka, Object.values(topics), 1))) {
      const real = messages.at(-1)?.value ?? Buffer.alloc(8);
      for (const [sort, spoil] of Object.entries(sorts)) {
        for (let number = 1; number <= each; number += 1) {
          const value = spoil(Buffer.from(real));
          const [place] = await producer.send({ topic, messages: [{ key: `${POISON_KEY}${sort} ${number}`, value }] });
          poisoned(topic, place?.partition ?? 0, Number(place?.baseOffset ?? -1));
          sent += 1;
        }
      }
    }
  } catch (error) {
    // Another fault may have taken the broker. What was acknowledged is expected; what was not may stand there too.
    if (sent === 0) throw error;
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
  return () => Promise.resolve(`${sent} poisonous records`);
};
