import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { given } from './environment.ts';

const known = ['HTTP_PORT', 'HTTP_HOST', 'DATABASE_URL', 'KAFKA_BROKERS', 'PAYMENT_DEADLINE_MS', 'LOG_LEVEL'];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-environment-'));
  writeFileSync(join(folder, 'url'), 'postgres://order_service:secret@db/tidemark\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('A variable whose name is nearly one of ours', () => {
  it.each([
    ['LOG_LEVELS', 'LOG_LEVEL'],
    ['HTTP_PROT', 'HTTP_PORT'],
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['DATABASE_URLS', 'DATABASE_URL'],
    ['DATA_BASE_URLS', 'DATABASE_URL'],
    ['PAYMENT_DEADLINE', 'PAYMENT_DEADLINE_MS'],
    ['PAYMENT_DEADLINE_SECONDS', 'PAYMENT_DEADLINE_MS'],
  ])('is refused with what is meant: %s', (name, meant) => {
    expect(() => given(known, { [name]: '1' })).toThrow(
      `The environment variable ${name} is wrong: there is no such variable, ${meant} is meant. Set it and start again.`,
    );
  });

  it('is nothing to complain of when it is empty', () => {
    expect(given(known, { LOG_LEVELS: ' ' })).toEqual({});
  });
});

describe('A variable that belongs to somebody else', () => {
  it.each(['PATH', 'HOME', 'HTTP_PROXY', 'HTTPS_PROXY', 'SMTP_PORT', 'KAFKA_HOME', 'KAFKA_OPTS', 'TZ_FILE'])(
    'is passed over: %s',
    (name) => {
      expect(given(known, { [name]: '1' })).toEqual({});
    },
  );
});

describe('A variable that is given by a file', () => {
  it('has the content of the file as its value, without the line that ends it', () => {
    expect(given(known, { DATABASE_URL_FILE: join(folder, 'url') })).toEqual({
      DATABASE_URL: 'postgres://order_service:secret@db/tidemark',
    });
  });

  it('is refused when the file cannot be read', () => {
    expect(() => given(known, { DATABASE_URL_FILE: join(folder, 'none') })).toThrow(
      /^The environment variable DATABASE_URL_FILE is wrong: the file cannot be read \(ENOENT/u,
    );
  });

  it('is refused when it is given by itself too: one of the two would be ignored', () => {
    expect(() => given(known, { DATABASE_URL_FILE: join(folder, 'url'), DATABASE_URL: 'postgres://db' })).toThrow(
      'The environment variable DATABASE_URL is wrong: DATABASE_URL_FILE is set too. Set it and start again.',
    );
  });
});
