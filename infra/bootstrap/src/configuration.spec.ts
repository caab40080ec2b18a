import { describe, expect, it } from 'vitest';
import { configurationOf } from './configuration.ts';

const least = { POSTGRES_ADMIN_URL: 'postgres://postgres:x@127.0.0.1:5432/postgres', SECRETS_DIR: '/run/secrets' };

describe('the configuration', () => {
  it('needs the administrator and the folder of secrets, and has a local default for the rest', () => {
    expect(configurationOf(least)).toEqual({
      postgresAdminUrl: least.POSTGRES_ADMIN_URL,
      databaseName: 'tidemark',
      kafkaBrokers: '127.0.0.1:9092',
      registryUrl: 'http://127.0.0.1:8080/apis/ccompat/v7',
      connectUrl: 'http://127.0.0.1:8083',
      secretsDir: '/run/secrets',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(configurationOf({ ...least, KAFKA_BROKERS: '' }).kafkaBrokers).toBe('127.0.0.1:9092');
  });

  it('reads numbers', () => {
    expect(configurationOf({ ...least, TOPIC_PARTITIONS: '12', WAIT_SECONDS: '5' })).toMatchObject({
      topicPartitions: 12,
      waitMs: 5_000,
    });
  });

  it.each([
    ['POSTGRES_ADMIN_URL', '', 'POSTGRES_ADMIN_URL is not set: it must be an address like'],
    ['POSTGRES_ADMIN_URL', 'http://x', 'POSTGRES_ADMIN_URL is wrong: it must be an address like'],
    ['SECRETS_DIR', '', 'SECRETS_DIR is not set: it must name the folder'],
    ['DATABASE_NAME', 'Tide-Mark', 'DATABASE_NAME is wrong: it must begin with a letter'],
    ['KAFKA_BROKERS', 'localhost', 'KAFKA_BROKERS is wrong: it must be host:port'],
    ['REGISTRY_URL', 'registry', 'REGISTRY_URL is wrong: it must be an http address'],
    ['CONNECT_SECRETS_DIR', 'secrets', 'CONNECT_SECRETS_DIR is wrong: it must be an absolute path'],
    ['CONNECT_SECRETS_DIR', '/a:b', 'CONNECT_SECRETS_DIR is wrong: it must be an absolute path'],
    ['CONNECT_DATABASE_PORT', '70000', 'CONNECT_DATABASE_PORT is wrong: it must be a whole number'],
    ['TOPIC_PARTITIONS', '1.5', 'TOPIC_PARTITIONS is wrong: it must be a whole number'],
    ['WAIT_SECONDS', 'soon', 'WAIT_SECONDS is wrong: it must be a whole number'],
  ])('refuses %s=%j with one sentence that names it', (variable, value, sentence) => {
    expect(() => configurationOf({ ...least, [variable]: value })).toThrow(sentence);
  });
});
