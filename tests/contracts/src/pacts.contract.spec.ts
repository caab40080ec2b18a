import { discoverCatalogs } from '@tidemark/bootstrap';
import { committedPacts } from '@tidemark/pacts';
import { beforeAll, describe, expect, it } from 'vitest';
import { strayPacts } from './pacts.ts';
import type { Voice } from './readers.ts';

let voices: readonly Voice[];

beforeAll(async () => {
  // Bootstrap types only what it needs of a catalog; the rest is there.
  voices = (await discoverCatalogs()) as unknown as readonly Voice[];
});

describe('The pacts', () => {
  it('say of every listener what it needs of each message, and are kept by somebody', () => {
    expect(strayPacts(voices, committedPacts())).toEqual([]);
  });

  it('are missed where a listener has none', () => {
    const fewer = committedPacts().filter(({ consumer }) => consumer !== 'shipping.orders');
    expect(strayPacts(voices, fewer)).toEqual([
      'shipping.orders hears OrderConfirmed of order and no pact says what it needs of it; state it beside the consumer, in services/shipping/app/src/kafka.',
    ]);
  });

  it('are too many where their reader or their sender is gone', () => {
    const [pact] = committedPacts();
    expect(strayPacts(voices, [...committedPacts(), { ...pact!, consumer: 'order.gone', path: 'a.json' }])).toEqual([
      'a.json: nobody is called order.gone; delete the file.',
    ]);
    expect(strayPacts(voices, [...committedPacts(), { ...pact!, provider: 'gone', path: 'b.json' }])).toEqual([
      'b.json: no service is called gone; delete the file.',
    ]);
  });
});
