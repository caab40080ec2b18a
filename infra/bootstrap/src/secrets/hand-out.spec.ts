import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOutConfigurationOf, handOutSecrets } from './hand-out.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-hand-out-'));
});

afterEach(() => rm(folder, { recursive: true }));

const handOut = (): Promise<readonly string[]> =>
  handOutSecrets({
    SECRETS_DIR: join(folder, 'all'),
    HAND_OUT_DIR: join(folder, 'readers'),
    DATABASE_ADDRESS: 'postgres:5432',
    DATABASE_NAME: 'tidemark',
    services: ['order', 'payment'],
  });

const handedTo = async (reader: string): Promise<Readonly<Record<string, string>>> => {
  const names = (await readdir(join(folder, 'readers', reader))).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, 'readers', reader, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
};

describe('the secrets of the containers', () => {
  it('are handed to each reader, which gets its own and no others', async () => {
    expect(await handOut()).toEqual(['postgres', 'connect', 'psp-simulator', 'watchdog', 'order', 'payment']);

    const secret = expect.stringMatching(/^[\w-]{32}$/u) as string;
    const webhook = (await handedTo('psp-simulator'))['psp-webhook.secret'];
    expect(await handedTo('postgres')).toEqual({ 'admin.password': secret, 'auditor.password': secret });
    expect(await handedTo('connect')).toEqual({
      'tidemark_replication.properties': expect.stringMatching(/^password=[\w-]{32}\nversion=.+\n$/u) as string,
    });
    expect(await handedTo('order')).toEqual({
      'database.url': expect.stringMatching(
        /^postgres:\/\/order_service:[\w-]{32}@postgres:5432\/tidemark$/u,
      ) as string,
    });
    expect(await handedTo('payment')).toEqual({
      'database.url': expect.stringMatching(/^postgres:\/\/payment_service:/u) as string,
      'psp-webhook.secret': webhook,
    });
  });

  it('stay the same when they are handed out again: Postgres already knows them', async () => {
    await handOut();
    const before = await Promise.all(['postgres', 'connect', 'order', 'payment'].map(handedTo));
    await handOut();

    expect(await Promise.all(['postgres', 'connect', 'order', 'payment'].map(handedTo))).toEqual(before);
  });

  it('can be read by the user of the reader, and all of them together by their owner alone', async () => {
    await handOut();

    expect((await stat(join(folder, 'readers', 'order', 'database.url'))).mode & 0o777).toBe(0o444);
    for (const name of await readdir(join(folder, 'all'))) {
      expect((await stat(join(folder, 'all', name))).mode & 0o777, name).toBe(0o600);
    }
  });
});

describe('the configuration of the program that hands them out', () => {
  it('names what is not set', () => {
    expect(() => handOutConfigurationOf({ SECRETS_DIR: '/secrets' })).toThrow('HAND_OUT_DIR is wrong: it must name');
  });

  it('refuses an address without a port', () => {
    const folders = { SECRETS_DIR: '/secrets', HAND_OUT_DIR: '/readers' };
    expect(() => handOutConfigurationOf({ ...folders, DATABASE_ADDRESS: 'postgres' })).toThrow('must be host:port');
  });
});
