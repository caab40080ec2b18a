import { describe, expect, it } from 'vitest';
import type { HeardCatalog } from './channels.ts';
import { channelsOf } from './channels.ts';
import { pageOf } from './page.ts';

const topic = (name: string) => ({
  name,
  partitions: 3,
  configuration: {},
  key: 'truckId',
  description: 'What is told.',
});

const record = { kind: 'record', name: 'TruckLeft', doc: 'A truck left.', fields: [] } as const;
const contract = {
  owner: 'yard',
  topic: 'yard.events.v1',
  key: 'truckId',
  record,
  nested: [],
  schema: {},
  draft: false,
};

const silent: HeardCatalog = {
  name: 'depot',
  publishes: [],
  consumers: [],
  views: [],
  database: { migrations: [], grants: {}, captured: [] },
};
const listener = { topics: ['yard.events.v1'], reads: () => [], handle: () => undefined };
const catalogs = [
  { ...silent, name: 'yard', publishes: ['TruckLeft'] },
  {
    ...silent,
    consumers: [
      { ...listener, name: 'depot.trucks', group: 'depot.trucks', hears: ['TruckLeft'] },
      { ...listener, name: 'depot.others', group: 'depot.others', hears: ['TruckCame'] },
    ],
  },
] as unknown as readonly HeardCatalog[];

describe('a channel', () => {
  const channels = channelsOf({
    contracts: [contract],
    catalogs,
    topics: ['yard.events.v1', 'depot.trucks.dead-letters.v1', 'plumbing.v1'].map(topic),
  });

  it('is every topic that a catalog names, in the order of the list, and none else', () => {
    expect(channels.map(({ name, kind, owner }) => [name, kind, owner])).toEqual([
      ['yard.events.v1', 'messages', 'yard'],
      ['depot.trucks.dead-letters.v1', 'dead letters', 'depot'],
    ]);
  });

  it('says who says a message, and which groups hear it; who hears others on the topic is none of them', () => {
    expect(channels[0]?.told).toMatchObject([
      { name: 'TruckLeft', owner: 'yard', senders: ['yard'], readers: [{ service: 'depot', group: 'depot.trucks' }] },
    ]);
  });

  it('is drawn as an arrow from who says to who hears', () => {
    expect(pageOf(channels)).toContain('    yard -- "TruckLeft" --> depot\n');
  });
});
