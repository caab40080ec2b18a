import { discoverCatalogs } from '@tidemark/bootstrap';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Voice } from './readers.ts';
import { strayMessages } from './readers.ts';

let voices: readonly Voice[];

beforeAll(async () => {
  // Bootstrap types only what it needs of a catalog; the rest is there.
  voices = (await discoverCatalogs()) as unknown as readonly Voice[];
});

describe('The published language', () => {
  it('has one sender and at least one reader for each message', () => {
    expect(strayMessages(voices)).toEqual([]);
  });

  it('names the file of a message that nobody sends', () => {
    const mute = voices.map((voice) =>
      voice.name === 'payment' ? { ...voice, publishes: ['PaymentCaptured' as const] } : voice,
    );
    expect(strayMessages(mute)).toContain(
      'contracts/avro/payment/PaymentVoided.avsc: no service publishes PaymentVoided; name it in "publishes" of a catalog, or delete the file.',
    );
  });

  it('names the file of a message that two services send', () => {
    const [first] = voices;
    const twice = [...voices, { ...first!, name: 'impostor', publishes: ['OrderPlaced' as const] }];
    expect(strayMessages(twice)).toEqual([
      'contracts/avro/order/OrderPlaced.avsc: order and impostor all publish OrderPlaced; leave it to one of them.',
    ]);
  });

  it('names the file of a message that nobody reads', () => {
    const deaf = voices.map((voice) => (voice.name === 'payment' ? { ...voice, consumers: [] } : voice));
    expect(strayMessages(deaf)).toEqual([
      'contracts/avro/payment/CapturePayment.avsc: no service reads CapturePayment; name it in "hears" of a consumer, or delete the file.',
      'contracts/avro/payment/RefundPayment.avsc: no service reads RefundPayment; name it in "hears" of a consumer, or delete the file.',
    ]);
  });
});
