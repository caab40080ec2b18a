import { describe, expect, it } from 'vitest';
import type { SpokenCatalog } from './listeners.ts';
import { listenersOf, sendersOf } from './listeners.ts';

const work = { reads: () => [], handle: () => undefined };

const catalogs = [
  { name: 'order', publishes: ['OrderPlaced'], consumers: [], views: [] },
  {
    name: 'depot',
    publishes: [],
    consumers: [
      { ...work, name: 'depot.orders', group: 'depot.orders.v2', topics: ['a', 'b'], hears: ['OrderPlaced'] },
      { ...work, name: 'depot.products', group: 'depot.products', topics: ['rows'], hears: 'productChanges' },
    ],
    views: [{ name: 'depot.list', group: 'depot.list.v1', topic: 'a', hears: ['OrderCanceled'] }],
  },
] as unknown as readonly SpokenCatalog[];

describe('Who hears what', () => {
  it('is every consumer and view with its service, group, topics and messages; of row changes, no messages', () => {
    const of = (name: string) => listenersOf(catalogs).find((listener) => listener.name === name);
    expect(listenersOf(catalogs).map(({ name }) => name)).toEqual(['depot.orders', 'depot.products', 'depot.list']);
    expect(of('depot.orders')).toEqual({
      service: 'depot',
      kind: 'consumer',
      name: 'depot.orders',
      group: 'depot.orders.v2',
      topics: ['a', 'b'],
      hears: ['OrderPlaced'],
    });
    expect(of('depot.products')).toMatchObject({ topics: ['rows'], hears: [] });
    expect(of('depot.list')).toMatchObject({ kind: 'view', topics: ['a'], hears: ['OrderCanceled'] });
  });
});

describe('Who says what', () => {
  it('is every service whose catalog publishes it', () => {
    expect(sendersOf(catalogs, 'OrderPlaced')).toEqual(['order']);
    expect(sendersOf(catalogs, 'OrderCanceled')).toEqual([]);
  });
});
