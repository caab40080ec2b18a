import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BootstrapReport } from './bootstrap.ts';
import { bootstrap } from './bootstrap.ts';
import { HalfDone1760000000001, catalogs, goodsCatalog, userCatalog } from './catalogs.fixtures.ts';
import { connectPasswordFileOf } from './connector/connect-password.ts';
import { passwordFileOf } from './postgres/passwords.ts';
import type { TestStack } from './test-stack.fixtures.ts';
import { replicationRoleOf } from './postgres/prepare-database.ts';
import { dropSlot, eventually, recordsOf, testStack } from './test-stack.fixtures.ts';

let stack: TestStack;
let first: BootstrapReport;

beforeAll(async () => {
  stack = await testStack();
  first = await bootstrap({ ...stack.options, catalogs });
});

afterAll(() => stack.dispose());

const again = (overrides: Parameters<typeof bootstrap>[0] | object = {}): Promise<BootstrapReport> =>
  bootstrap({ ...stack.options, catalogs, ...overrides });

const writeOutbox = (client: pg.Client, topic: string): Promise<string> => insertOutbox(client, topic, null);

async function insertOutbox(client: pg.Client, topic: string, cause: string | null): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into outbox (id, topic, key, type, correlation_id, causation_id, traceparent, actor, stream_version,
                         dead_letter_cause, dead_letter_origin, occurred_at, payload)
     values ($1, $2, 'order-1', 'PaymentCaptured', 'correlation-1', 'causation-1', 'trace-1', 'customer:7', $3,
             $4, null, '2026-01-02 03:04:05.678', '\\x0001ff')`,
    [id, topic, cause === null ? '7' : null, cause],
  );
  return id;
}

describe('bootstrap', () => {
  it('reports every step, and comes to its end in a few seconds', () => {
    expect(first.steps.map(({ step }) => step).toSorted()).toEqual(
      ['connector', 'database', 'grants', 'migrations', 'probe', 'registry', 'replication', 'topics'].toSorted(),
    );
    expect(first.changed).toBe(true);
    expect(first.warnings).toEqual([]);
    // Seconds on a machine with nothing else to do; this one may have.
    expect(first.ms).toBeLessThan(60_000);
  });

  it('keeps each password in a file that its owner alone can read', async () => {
    const { mode } = await stat(passwordFileOf(stack.options.secretsDir, 'user_service'));

    expect(mode & 0o777).toBe(0o600);
  });

  it('changes nothing the second time', async () => {
    const report = await again();

    expect(report.steps.flatMap(({ changes }) => changes)).toEqual([]);
    expect(report.warnings).toEqual([]);
    expect(report.changed).toBe(false);
  });

  it('waits for another bootstrap of the same database instead of meeting it', async () => {
    const reports = await Promise.all([again(), again()]);

    expect(reports.map(({ changed }) => changed)).toEqual([false, false]);
  });
});

describe('the connector', () => {
  it('brings an outbox row to its topic as bytes, with its key, its headers and the time it happened', async () => {
    const id = await stack.asRole('user_service', (client) => writeOutbox(client, 'payment.events.v1'));

    const [record] = await recordsWithId('payment.events.v1', id);

    expect(record?.key?.toString()).toBe('order-1');
    expect(record?.value).toEqual(Buffer.from([0, 1, 255]));
    expect(record?.timestamp).toBe(String(Date.UTC(2026, 0, 2, 3, 4, 5, 678)));
    expect(headersOf(record?.headers)).toEqual({
      id,
      type: 'PaymentCaptured',
      correlationId: 'correlation-1',
      causationId: 'causation-1',
      traceparent: 'trace-1',
      actor: 'customer:7',
      streamVersion: '7',
      deadLetterCause: null,
      deadLetterOrigin: null,
    });
  });

  it('brings row changes of a captured table to their topic, and a tombstone for the deleted', async () => {
    const sku = `lamp-${randomUUID()}`;
    await stack.asRole('goods_service', async (client) => {
      await client.query(`insert into good (sku, name, price_minor) values ($1, 'Lamp', 1200)`, [sku]);
      await client.query(`update good set price_minor = 1300, version = nextval('good_version') where sku = $1`, [sku]);
      await client.query('delete from good where sku = $1', [sku]);
    });

    const records = await recordsOf(
      stack.options.kafkaBrokers,
      'inventory.product.cdc.v1',
      4,
      ({ key }) => key?.toString() === sku,
    );

    const changes = records.map(({ value }) => (value === null ? null : changeIn(value)));
    expect(changes.map((change) => change?.op ?? 'tombstone')).toEqual(['c', 'u', 'd', 'tombstone']);
    expect(changes[1]?.before).toMatchObject({ sku, price_minor: 1200 });
    expect(changes[1]?.after).toMatchObject({ sku, price_minor: 1300 });
  });

  it('is brought to another configuration, and the probe goes the new way', async () => {
    const { databaseName } = stack.options;
    const slower = await again({ connectorPollMs: 50 });
    const back = await again();

    const updated = [`connector ${databaseName}-outbox updated`];
    expect([slower, back].map(({ steps }) => steps.flatMap(({ changes }) => changes))).toEqual([updated, updated]);
  });

  it('shows the password of its role to nobody, neither over REST nor in the topic of configurations', async () => {
    const { connectUrl, databaseName, kafkaBrokers, secretsDir } = stack.options;
    const role = replicationRoleOf(databaseName);
    const url = `${connectUrl}/connectors/${databaseName}-outbox`;
    const shown = await Promise.all(['', '/config', '/tasks'].map(async (path) => (await fetch(url + path)).text()));
    const kept = await recordsOf(kafkaBrokers, 'tidemark.connect.configs', 2, ({ key }) =>
      [`connector-${databaseName}-outbox`, `task-${databaseName}-outbox-0`].includes(String(key)),
    );

    const everything = [...shown, ...kept.map(({ value }) => String(value))].join('\n');
    expect(everything).not.toContain(await readFile(passwordFileOf(secretsDir, role), 'utf8'));
    expect(everything).toContain(`\${file:${connectPasswordFileOf(secretsDir, role)}:password}`);
    expect((await stat(connectPasswordFileOf(secretsDir, role))).mode & 0o777).toBe(0o600);
  });

  it('logs in with another password when its file holds another, and the probe goes that way', async () => {
    const { databaseName, secretsDir } = stack.options;
    const role = replicationRoleOf(databaseName);
    await writeFile(passwordFileOf(secretsDir, role), 'another: one\\, ä = ${file:/x:y}');

    const { steps } = await again();

    expect(steps.flatMap(({ changes }) => changes)).toEqual([
      `role ${role} has the password of its file`,
      `connector ${databaseName}-outbox updated`,
    ]);
    expect((await again()).changed).toBe(false);
  });

  it('is resumed when somebody has paused it', async () => {
    const { databaseName, connectUrl } = stack.options;
    await fetch(`${connectUrl}/connectors/${databaseName}-outbox/pause`, { method: 'PUT' });
    await eventually('a paused connector', async () =>
      (await (await fetch(`${connectUrl}/connectors/${databaseName}-outbox/status`)).text()).includes('PAUSED')
        ? true
        : undefined,
    );

    const { steps } = await again();

    expect(steps.flatMap(({ changes }) => changes)).toEqual([`connector ${databaseName}-outbox resumed`]);
  });

  it('is restarted when a task of it has failed', async () => {
    const { databaseName, connectUrl } = stack.options;
    const connector = `${connectUrl}/connectors/${databaseName}-outbox`;
    await stack.asAdmin((client) => client.query(`drop publication ${databaseName}`));
    await fetch(`${connector}/restart?includeTasks=true`, { method: 'POST' });
    await eventually('a task that fails', async () =>
      (await (await fetch(`${connector}/status`)).text()).includes('FAILED') ? true : undefined,
    );

    const { steps, warnings } = await again();

    expect(steps.flatMap(({ changes }) => changes)).toEqual([
      `publication ${databaseName} created`,
      `connector ${databaseName}-outbox restarted`,
    ]);
    expect(warnings).toEqual([expect.stringContaining('the publication')]);
  });

  it('publishes again, with a loud warning, what a slot that has gone may not have told', async () => {
    const { databaseName, connectUrl } = stack.options;
    await fetch(`${connectUrl}/connectors/${databaseName}-outbox/stop`, { method: 'PUT' });
    await stack.asAdmin((client) => dropSlot(client, databaseName));
    const untold = await stack.asRole('user_service', (client) => writeOutbox(client, 'payment.events.v1'));

    const { warnings } = await again();

    expect(warnings).toEqual([expect.stringContaining('is published again')]);
    expect(await recordsWithId('payment.events.v1', untold)).toHaveLength(1);
    const cause = 'It says: "no, never"\nat Café (1:2)';
    const id = await stack.asRole('user_service', (client) => insertOutbox(client, 'payment.events.v1', cause));
    const [record] = await recordsWithId('payment.events.v1', id);
    expect(headersOf(record?.headers)).toMatchObject({ deadLetterCause: cause, streamVersion: null });
    expect((await again()).warnings).toEqual([]);
  });
});

const recordsWithId = (topic: string, id: string): ReturnType<typeof recordsOf> =>
  recordsOf(stack.options.kafkaBrokers, topic, 1, ({ headers }) => String(headers?.['id']) === id);

const headersOf = (headers: object | undefined): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString() : value]),
  );

interface RowChange {
  readonly op: string;
  readonly before: unknown;
  readonly after: unknown;
}

const changeIn = (value: Buffer): RowChange => JSON.parse(value.toString()) as RowChange;

describe('bootstrap of something that is wrong', () => {
  it('takes back a right that the catalog does not give', async () => {
    await stack.asAdmin((client) => client.query('grant update, delete on goods.event to user_service'));
    const lessUser = {
      ...userCatalog,
      database: { ...userCatalog.database, grants: { profile: ['select'] as const } },
    };

    const { steps } = await again({ catalogs: [lessUser, goodsCatalog] });
    const { steps: after } = await again();

    expect(steps.flatMap(({ changes }) => changes).toSorted()).toEqual([
      'revoke insert on table "user"."profile" from "user_service"',
      'revoke update, delete on table "goods"."event" from "user_service"',
    ]);
    expect(after.flatMap(({ changes }) => changes)).toEqual([
      'grant insert on table "user"."profile" to "user_service"',
    ]);
  });

  it('leaves nothing behind when a migration fails, and names it', async () => {
    const broken = { ...userCatalog, database: { ...userCatalog.database, migrations: [HalfDone1760000000001] } };

    await expect(again({ catalogs: [broken, goodsCatalog] })).rejects.toThrow(/A migration of user fails.*half/u);
    const { rows } = await stack.asAdmin((client) => client.query(`select to_regclass('"user".half') as half`));
    expect(rows).toEqual([{ half: null }]);
  });

  it('refuses a schema that earlier records could not be read with', async () => {
    const subject = `test-${randomUUID()}`;
    const schema = (fields: readonly object[]): object => ({
      type: 'OrderPlaced',
      topic: 'order.events.v1',
      subject,
      fingerprint: String(fields.length),
      schemaText: JSON.stringify({ type: 'record', name: 'Thing', fields }),
    });
    await again({ schemas: [schema([{ name: 'a', type: 'string' }])] });

    const refused = again({
      schemas: [
        schema([
          { name: 'b', type: 'int' },
          { name: 'c', type: 'int' },
        ]),
      ],
    });

    await expect(refused).rejects.toMatchObject({
      code: 'BOOTSTRAP.INCOMPATIBLE_SCHEMA',
      message: expect.stringContaining(subject) as string,
    });
  });

  it('goes on with a warning without the registry when every schema id is stored', async () => {
    const { warnings } = await again({ registryUrl: 'http://127.0.0.1:9/apis/ccompat/v7', waitMs: 10_000 });

    expect(warnings).toEqual([expect.stringContaining('the registry does not answer')]);
  });

  it('says that the registry is missing when a schema id is', async () => {
    const unknown = {
      ...first,
      type: 'OrderPlaced',
      topic: 'order.events.v1',
      subject: 's',
      fingerprint: 'f',
      schemaText: '{}',
    };

    await expect(
      again({ registryUrl: 'http://127.0.0.1:9/apis/ccompat/v7', waitMs: 500, schemas: [unknown] }),
    ).rejects.toThrow('correct REGISTRY_URL');
  });

  it('refuses a registry that gives a schema another id than before', async () => {
    const { rows } = await stack.asAdmin((client) =>
      client.query<{ subject: string }>(
        `update contracts.schema_ids set schema_id = schema_id + 1000000
         where subject = (select min(subject) from contracts.schema_ids) returning subject`,
      ),
    );

    await expect(again()).rejects.toThrow(`The registry gives ${rows[0]?.subject ?? ''} the id`);
    await stack.asAdmin((client) =>
      client.query('update contracts.schema_ids set schema_id = schema_id - 1000000 where schema_id > 1000000'),
    );
  });

  it('cannot have Connect read a password outside of the folder that is meant for it', async () => {
    const { databaseName, secretsDir } = stack.options;
    const outside = await mkdtemp(join(tmpdir(), 'tidemark-outside-'));
    const role = replicationRoleOf(databaseName);
    await copyFile(connectPasswordFileOf(secretsDir, role), connectPasswordFileOf(outside, role));

    await expect(again({ connectSecretsDir: outside, waitMs: 5_000 })).rejects.toMatchObject({
      code: 'BOOTSTRAP.CONNECTOR_REFUSED',
    });
    await rm(outside, { recursive: true });
    expect((await again()).steps.flatMap(({ changes }) => changes)).toEqual([
      `connector ${databaseName}-outbox resumed`,
    ]);
  });

  it.each([
    ['kafkaBrokers', '127.0.0.1:9', 'correct KAFKA_BROKERS'],
    ['connectUrl', 'http://127.0.0.1:9', 'correct CONNECT_URL'],
    ['postgresAdminUrl', 'postgres://postgres:x@127.0.0.1:9/postgres', 'correct POSTGRES_ADMIN_URL'],
  ])('says in one sentence that it cannot reach %s', async (option, address, cure) => {
    await expect(again({ [option]: address, waitMs: 500 })).rejects.toThrow(cure);
  });
});

describe('the program', () => {
  it('ends with 78 and one sentence when a variable is wrong', async () => {
    const main = join(import.meta.dirname, 'main.ts');
    const run = promisify(execFile)(process.execPath, ['--conditions=@tidemark/source', main], {
      env: { SECRETS_DIR: stack.options.secretsDir },
    });

    await expect(run).rejects.toMatchObject({
      code: 78,
      stdout: '',
      stderr:
        'POSTGRES_ADMIN_URL is not set: it must be an address like postgres://postgres:…@127.0.0.1:5432/postgres.\n',
    });
  });
});
