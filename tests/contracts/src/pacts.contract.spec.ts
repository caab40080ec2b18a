import type { SpokenCatalog } from '@tidemark/bootstrap';
import { discoverCatalogs } from '@tidemark/bootstrap';
import { committedPacts } from '@tidemark/pacts';
import { expectNone } from '@tidemark/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { strayPacts } from './pacts.ts';

let catalogs: readonly SpokenCatalog[];

beforeAll(async () => {
  catalogs = await discoverCatalogs();
});

describe('The pacts', () => {
  it('say of every listener what it needs of each message, and are kept by somebody', () => {
    expectNone(strayPacts(catalogs, committedPacts()));
  });

  it('are missed where a listener has none', () => {
    const fewer = committedPacts().filter(({ consumer }) => consumer !== 'shipping.orders');
    expect(strayPacts(catalogs, fewer)).toEqual([
      'shipping.orders hears OrderConfirmed of order and no pact says what it needs of it; state it beside the consumer, in services/shipping/app/src/kafka.',
    ]);
  });

  it('are too many where their reader or their sender is gone', () => {
    const [pact] = committedPacts();
    expect(strayPacts(catalogs, [...committedPacts(), { ...pact!, consumer: 'order.gone', path: 'a.json' }])).toEqual([
      'a.json: nobody is called order.gone; delete the file.',
    ]);
    expect(strayPacts(catalogs, [...committedPacts(), { ...pact!, provider: 'gone', path: 'b.json' }])).toEqual([
      'b.json: no service is called gone; delete the file.',
    ]);
  });
});
