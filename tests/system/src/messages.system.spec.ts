import { headersSchema } from '@tidemark/asyncapi';
import { discoverCatalogs } from '@tidemark/bootstrap';
import { routes, topics } from '@tidemark/contracts';
import { eventually } from '@tidemark/local';
import { deadLetterTopicOf } from '@tidemark/messaging';
import type { ServiceCatalog } from '@tidemark/platform';
import type { Admin } from 'kafkajs';
import { AssignerProtocol, Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsOf } from './chaos/records.ts';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';

const WITHIN = { timeout: 30_000, interval: 500 };

let running: SharedShop;
let kafka: Kafka;
let catalogs: readonly ServiceCatalog[];

beforeAll(async () => {
  running = sharedShop();
  kafka = new Kafka({ brokers: [running.kafkaBrokers], logLevel: logLevel.NOTHING });
  catalogs = await discoverCatalogs();
  await running.shop.stock('told', 100, 2_500);
  await Promise.all([declined(), outOfStock(), undeliverable(), voided(), canceled(), refusedCancellation()]);
});

afterAll(() => running.close());

const order = async (...ends: readonly string[]): Promise<string> => {
  const orderId = await running.shop.order([{ sku: 'told', quantity: 1 }]);
  await running.shop.until(orderId, ...ends);
  return orderId;
};

const cancel = async (orderId: string): Promise<void> => {
  const answer = await running.shop.post('order', `/orders/${orderId}/cancellation`, { reason: null });
  expect(answer.status).toBe(202);
};

const declined = async (): Promise<void> => {
  const orderId = await running.shop.order([{ sku: 'told', quantity: 1 }], 'tok_declined');
  await running.shop.until(orderId, 'Abandoned');
};

const outOfStock = async (): Promise<void> => {
  const orderId = await running.shop.order([{ sku: 'told', quantity: 9_000 }]);
  await running.shop.until(orderId, 'Abandoned');
};

const undeliverable = async (): Promise<void> => {
  const orderId = await running.shop.order([{ sku: 'told', quantity: 1 }], 'tok_approved', 'AQ');
  await running.shop.until(orderId, 'Abandoned');
};

const voided = async (): Promise<void> => {
  const orderId = await running.shop.order([{ sku: 'told', quantity: 1 }], 'tok_silent');
  await running.shop.until(orderId, 'AwaitingPayment');
  await cancel(orderId);
  await running.shop.until(orderId, 'Abandoned');
};

const canceled = async (): Promise<void> => {
  const orderId = await order('Confirmed');
  await cancel(orderId);
  await running.shop.until(orderId, 'Abandoned');
};

/** Order is kept from hearing of the dispatch until it has asked shipping to cancel, so that shipping must refuse. */
const refusedCancellation = async (): Promise<void> => {
  const { shop } = running;
  const orderId = await order('Confirmed');
  await eventually(`shipping to know that ${orderId} may leave`, async () => {
    const shipment = (await (await shop.get('shipping', `/shipments/${orderId}`)).json()) as Shipment;
    return shipment.orderConfirmed ? true : undefined;
  });
  const administrator = new pg.Client({
    connectionString: Object.assign(new URL(running.postgresAdminUrl), { pathname: '/tidemark' }).href,
  });
  await administrator.connect();
  try {
    await administrator.query('begin');
    await administrator.query('lock table "order".inbox in share mode');
    expect((await shop.post('shipping', `/shipments/${orderId}/dispatch`, {})).status).toBe(200);
    await cancel(orderId);
  } finally {
    await administrator.end();
  }
  await shop.until(orderId, 'Dispatched');
  expect((await shop.post('shipping', `/shipments/${orderId}/delivery`, {})).status).toBe(200);
};

interface Shipment {
  readonly orderConfirmed: boolean;
}

/** Messages that Kafka holds by their id: what it is and who has said it, which the outbox of a service tells. */
const saidByServices = async (): Promise<ReadonlyMap<string, { readonly service: string; readonly what: string }>> => {
  const services = new Map<string, string>();
  for (const { name } of catalogs) {
    const rows = await running.query<{ id: string }>(name, 'select id from outbox where dead_letter_origin is null');
    for (const { id } of rows) services.set(id, name);
  }
  const records = await recordsOf(kafka, [...messageTopics()], Infinity);
  return new Map(
    records.flatMap(({ topic, messages }) =>
      messages.flatMap(({ headers }) => {
        const id = String(headers?.['id']);
        const service = services.get(id);
        // Other stories of this shop put records there that no service has said.
        return service === undefined ? [] : [[id, { service, what: `${String(headers?.['type'])} on ${topic}` }]];
      }),
    ),
  );
};

const messageTopics = (): ReadonlySet<string> => new Set(Object.values(routes).map(({ topic }) => topic));

const unique = (lines: readonly string[]): readonly string[] => [...new Set(lines)].toSorted();

describe('what the catalogs promise', () => {
  it('is said: each service publishes each of its messages on its topic, and nothing else', async () => {
    const promised = catalogs.flatMap(({ name, publishes }) =>
      publishes.map((type) => `${name} says ${type} on ${routes[type].topic}`),
    );
    await expect
      .poll(
        async () =>
          unique([...(await saidByServices()).values()].map(({ service, what }) => `${service} says ${what}`)),
        WITHIN,
      )
      .toEqual(unique(promised));
  });

  it('is written: no service has a topic in its outbox but those of its messages and dead letters', async () => {
    for (const { name, publishes, consumers, views } of catalogs) {
      const rows = await running.query<{ topic: string }>(name, 'select distinct topic from outbox');
      const own = publishes.map((type): string => routes[type].topic);
      const letters = [...consumers, ...views].map(({ group }) => deadLetterTopicOf(group));
      const found = unique(rows.map(({ topic }) => topic));
      expect(found).toEqual(unique([...own, ...found.filter((topic) => letters.includes(topic))]));
    }
  });

  it('is labeled: a message has the headers that are described, and of those that are null elsewhere some', async () => {
    const { properties } = headersSchema('messages');
    const ids = new Set((await saidByServices()).keys());
    const records = await recordsOf(kafka, [...messageTopics()], Infinity);
    const found = records
      .flatMap(({ messages }) => messages.map(({ headers }) => headers ?? {}))
      .filter((headers) => ids.has(String(headers['id'])))
      .map((headers) => Object.keys(headers));
    const always = Object.keys(properties).filter((name) => properties[name]?.type === 'string');
    expect(unique(found.flat())).toEqual(Object.keys(properties).toSorted());
    expect(found.filter((names) => !always.every((name) => names.includes(name)))).toEqual([]);
  });

  it('is captured: the rows that are published come from the service that says so', async () => {
    const captured = catalogs.flatMap(({ name, database }) =>
      database.captured.map(({ topic, table }) => `${name}.${table} on ${topic}`),
    );
    const records = await recordsOf(kafka, [topics.productChanges], Infinity);
    const sources = records.flatMap(({ topic, messages }) =>
      messages.flatMap(({ value }) => {
        if (value === null) return [];
        const { source } = JSON.parse(String(value)) as { source: { schema: string; table: string } };
        return [`${source.schema}.${source.table} on ${topic}`];
      }),
    );
    expect(unique(sources)).toEqual(unique(captured));
  });

  it('is heard: each consumer has handled each type that it hears, and nothing else', async () => {
    const promised = catalogs.flatMap(({ consumers }) =>
      consumers.flatMap(({ name, hears }) =>
        hears === 'productChanges'
          ? [`${name} hears ${topics.productChanges}`]
          : hears.map((type: keyof typeof routes) => `${name} hears ${type} on ${routes[type].topic}`),
      ),
    );
    const heard = async (): Promise<readonly string[]> => {
      const said = await saidByServices();
      const inboxes = await Promise.all(
        catalogs.map(({ name }) => running.query<Handled>(name, 'select consumer, message_id as id from inbox')),
      );
      return unique(
        inboxes.flat().flatMap(({ consumer, id }) => {
          const what = id.startsWith(`${topics.productChanges}/`) ? topics.productChanges : said.get(id)?.what;
          return what === undefined ? [] : [`${consumer} hears ${what}`];
        }),
      );
    };
    await expect.poll(heard, WITHIN).toEqual(unique(promised));
  });

  it('is read: the groups of a service, their topics, and how far they have come, are those of its catalog', async () => {
    const promised = catalogs.flatMap(({ name, consumers, views }) => [
      ...consumers.map(({ group, topics: listed }) => lineOf(`${name}-service`, group, listed)),
      ...views.map(({ group, topic }) => lineOf(`${name}-service`, group, [topic])),
    ]);
    const admin = kafka.admin();
    await admin.connect();
    try {
      const { groups: listed } = await admin.listGroups();
      const { groups } = await admin.describeGroups(listed.map(({ groupId }) => groupId));
      const members = groups.flatMap(({ groupId, members: joined }) =>
        joined
          .filter(({ clientId }) => clientId.endsWith('-service'))
          .map(({ clientId, memberAssignment }) => {
            const assigned = AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {};
            return lineOf(clientId, groupId, Object.keys(assigned));
          }),
      );
      expect(members.toSorted()).toEqual(promised.toSorted());
      await expect.poll(() => behind(admin), WITHIN).toEqual([]);
    } finally {
      await admin.disconnect();
    }
  });
});

interface Handled {
  readonly consumer: string;
  readonly id: string;
}

const lineOf = (client: string, group: string, listed: readonly string[]): string =>
  `${client} reads ${listed.toSorted().join(', ')} as ${group}`;

/** Views keep no inbox: what tells that they have read a topic is that their group has come to its end. */
const behind = async (admin: Admin): Promise<readonly string[]> => {
  const late: string[] = [];
  for (const { group, topic } of catalogs.flatMap(({ views }) => views)) {
    const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]));
    for (const { topic: read, partitions } of await admin.fetchOffsets({ groupId: group })) {
      if (read !== topic) late.push(`${group} reads ${read}`);
      for (const { partition, offset } of partitions) {
        if (Number(offset) < Number(ends.get(partition))) late.push(`${group} is at ${offset} of ${topic}`);
      }
    }
  }
  return late;
};
