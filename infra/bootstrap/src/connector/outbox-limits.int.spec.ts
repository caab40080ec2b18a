import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrap } from '../bootstrap.ts';
import { userCatalog } from '../catalogs.fixtures.ts';
import type { TestStack } from '../test-stack.fixtures.ts';
import { recordsOf, testStack } from '../test-stack.fixtures.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await testStack();
  // Roles belong to the server, so this one has a name of its own.
  await bootstrap({ ...stack.options, catalogs: [{ ...userCatalog, name: 'limited' }] });
});

afterAll(() => stack.dispose());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, -1);

describe('the connector', () => {
  it('can handle every row that an outbox takes, at the limits of each column', async () => {
    const long = (length: number): string => 'ä'.repeat(length / 2);
    const values = [
      ['', '', '', '', '', '', null, null, null, '1970-01-01', ''],
      [
        long(1024),
        long(256),
        long(256),
        long(256),
        long(256),
        long(256),
        long(32),
        long(4096),
        long(1024),
        inMinutes(9),
        'x'.repeat(524_288),
      ],
      ['"\\\n', '{', '[1', 'null', '\u0001\u{1F600}', '=', '-0', '1e999', 'true', '2026-02-28 23:59:59.9996', '\u0000'],
    ];
    const ids: readonly string[] = values.map(() => randomUUID());
    await stack.asRole('limited_service', async (client) => {
      for (const [index, row] of values.entries()) {
        await client.query(
          `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, stream_version,
                               dead_letter_cause, dead_letter_origin, occurred_at, payload)
           values ($1, 'payment.events.v1', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [ids[index], ...row.slice(0, 10), Buffer.from(row[10] ?? '')],
        );
      }
    });

    const records = await recordsOf(stack.options.kafkaBrokers, 'payment.events.v1', 3, ({ headers }) =>
      ids.includes(String(headers?.['id'])),
    );

    expect(records.map(({ key, value }) => [String(key), String(value)])).toEqual(
      values.map((row) => [row[0], row[10]]),
    );
    expect(records.map(({ headers }) => String(headers?.['actor']))).toEqual(values.map((row) => row[5]));
  });

  it.each(['1969-12-31 23:59:59.999', '-infinity', 'infinity', inMinutes(11), '0044-03-15 BC'])(
    'never meets a time that Kafka does not take: %s',
    async (time) => {
      const refused = stack.asRole('limited_service', (client) =>
        client.query(
          `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
           values ($1, 'payment.events.v1', 'k', 't', 'c', 'c', 't', 'a', $2, '')`,
          [randomUUID(), time],
        ),
      );

      await expect(refused).rejects.toMatchObject({ constraint: 'outbox_occurred_at_check' });
    },
  );
});
