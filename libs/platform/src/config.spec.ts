import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, serviceConfig } from './config.ts';
import { WrongConfiguration } from './environment.ts';

const schema = serviceConfig({ port: 3_000 });
const needed = { DATABASE_URL: 'postgres://order_service:secret@127.0.0.1:5432/tidemark' };

const refusal = (environment: Readonly<Record<string, string | undefined>>): WrongConfiguration => {
  try {
    parseConfig(schema, { ...needed, ...environment });
  } catch (error) {
    if (error instanceof WrongConfiguration) return error;
    throw error;
  }
  throw new Error('The environment was accepted.');
};

describe('The environment of a service', () => {
  it('needs to name the database and nothing else', () => {
    expect(parseConfig(schema, needed)).toEqual({
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: 3_000,
      HTTP_IN_FLIGHT_MAX: 500,
      DATABASE_URL: needed.DATABASE_URL,
      DATABASE_POOL_SIZE: 10,
      KAFKA_BROKERS: '127.0.0.1:9092',
      REGISTRY_URL: 'http://127.0.0.1:8080/apis/ccompat/v7',
      ALARM_AFTER_MS: 30_000,
      HELD_ATTEMPTS: 8,
      HELD_AT_MOST: 10_000,
      RETRY_CAP_MS: 10_000,
      DRAIN_MS: 1_000,
      STUCK_AFTER_MS: 60_000,
      LOG_LEVEL: 'info',
    });
  });

  it('is taken as it is given', () => {
    const given = {
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '0',
      HTTP_IN_FLIGHT_MAX: '1',
      DATABASE_URL: 'postgresql://db/tidemark',
      DATABASE_POOL_SIZE: '100',
      KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092',
      REGISTRY_URL: 'https://registry',
      ALARM_AFTER_MS: '100',
      HELD_ATTEMPTS: '1',
      HELD_AT_MOST: '1000000',
      RETRY_CAP_MS: '100',
      DRAIN_MS: '0',
      STUCK_AFTER_MS: '1000',
      LOG_LEVEL: 'trace',
    };
    const waiting = { ALARM_AFTER_MS: 100, HELD_ATTEMPTS: 1, HELD_AT_MOST: 1_000_000, RETRY_CAP_MS: 100 };
    const numbers = {
      HTTP_PORT: 0,
      HTTP_IN_FLIGHT_MAX: 1,
      DATABASE_POOL_SIZE: 100,
      DRAIN_MS: 0,
      STUCK_AFTER_MS: 1_000,
      ...waiting,
    };
    expect(parseConfig(schema, given)).toEqual({ ...given, ...numbers });
  });

  it('may hold variables that mean nothing to the service', () => {
    expect(parseConfig(schema, { ...needed, HOME: '/root' })).not.toHaveProperty('HOME');
  });

  it.each(['', '   '])('is as if a variable were not set when it holds nothing: "%s"', (nothing) => {
    expect(parseConfig(schema, { ...needed, HTTP_PORT: nothing, LOG_LEVEL: nothing, HTTP_HOST: nothing })).toEqual(
      parseConfig(schema, needed),
    );
    expect(refusal({ DATABASE_URL: nothing }).message).toContain('it is not set');
  });
});

describe('A wrong environment', () => {
  it.each([
    ['DATABASE_URL', undefined, 'it is not set'],
    ['DATABASE_URL', 'tidemark', 'must be a URL that begins with postgres://'],
    ['DATABASE_URL', 'mysql://db/tidemark', 'must be a URL that begins with postgres://'],
    ['HTTP_PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['HTTP_PORT', '80.5', 'must be a whole number from 0 to 65535'],
    ['HTTP_PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['HTTP_PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['DATABASE_POOL_SIZE', '1', 'must be a whole number from 2 to 100'],
    ['DATABASE_POOL_SIZE', '101', 'must be a whole number from 2 to 100'],
    ['KAFKA_BROKERS', 'kafka', 'must be host:port, several separated by commas'],
    ['KAFKA_BROKERS', 'kafka:9092,', 'must be host:port, several separated by commas'],
    ['KAFKA_BROKERS', 'kafka:9092, kafka:9093', 'must be host:port, several separated by commas'],
    ['REGISTRY_URL', 'registry', 'must be a URL that begins with http:// or https://'],
    ['REGISTRY_URL', 'ftp://registry', 'must be a URL that begins with http:// or https://'],
  ])('is told in one line that names the variable and its rule: %s=%s', (variable, value, rule) => {
    const error = refusal({ [variable]: value });
    expect(error.variable).toBe(variable);
    expect(error.message).toBe(`The environment variable ${variable} is wrong: ${rule}. Set it and start again.`);
  });

  it('is told which levels of the log there are', () => {
    expect(refusal({ LOG_LEVEL: 'loud' }).message).toMatch(/^The environment variable LOG_LEVEL is wrong: .*"debug"/u);
  });

  it('never has its values told: they may be secret', () => {
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@db' }).message).not.toContain('hunter2');
  });

  it('is told of the variables of a service of its own alike', () => {
    const own = schema.extend({ PSP_URL: z.string().regex(/^https:/u, 'must begin with https:') });
    expect(() => parseConfig(own, { ...needed, PSP_URL: 'x' })).toThrow('PSP_URL is wrong: must begin with https:.');
    expect(() => parseConfig(own, needed)).toThrow('PSP_URL is wrong: it is not set.');
  });
});
