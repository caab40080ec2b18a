import { afterEach, describe, expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';
import { closeAll, openShop } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

describe('the configuration', () => {
  it('has a default for everything, on loopback', () => {
    expect(parseConfiguration({})).toEqual({
      host: '127.0.0.1',
      port: 3010,
      slowMs: 2_000,
      timeoutMs: 30_000,
      logLevel: 'info',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfiguration({ WEBHOOK_URL: '', WEBHOOK_SECRET: '', LEDGER_FILE: '', HTTP_PORT: '' })).toEqual(
      parseConfiguration({}),
    );
  });

  it('reads every variable', () => {
    const environment = {
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '0',
      LEDGER_FILE: '/data/ledger.jsonl',
      WEBHOOK_URL: 'http://payment:3002/webhooks/psp',
      WEBHOOK_SECRET: 'whsec_0123456789abcdef',
      SLOW_MS: '1',
      TIMEOUT_MS: '2',
      LOG_LEVEL: 'warn',
    };
    expect(parseConfiguration(environment)).toEqual({
      host: '0.0.0.0',
      port: 0,
      ledgerFile: '/data/ledger.jsonl',
      webhook: { url: 'http://payment:3002/webhooks/psp', secret: 'whsec_0123456789abcdef' },
      slowMs: 1,
      timeoutMs: 2,
      logLevel: 'warn',
    });
  });

  it.each([
    [{ HTTP_PORT: '65536' }, 'HTTP_PORT must be a port number from 0 (any free port) to 65535.'],
    [{ SLOW_MS: '2s' }, 'SLOW_MS must be a whole number of milliseconds from 0 to 600000.'],
    [{ TIMEOUT_MS: '-1' }, 'TIMEOUT_MS must be a whole number of milliseconds from 0 to 600000.'],
    [{ WEBHOOK_URL: 'payment' }, 'WEBHOOK_URL must be an http or https address.'],
    [{ WEBHOOK_SECRET: 'short' }, 'WEBHOOK_SECRET must have at least 16 characters.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace.'],
    [
      { WEBHOOK_URL: 'http://payment/' },
      'WEBHOOK_SECRET must be set when WEBHOOK_URL is set, because webhooks are signed with it.',
    ],
  ])('is refused in one sentence that names the variable: %o', (environment, sentence) => {
    expect(() => parseConfiguration(environment)).toThrow(sentence);
  });
});

describe('the health', () => {
  it.each(['live', 'ready'])('is %s', async (question) => {
    const shop = await openShop();
    expect(await shop.request('GET', `/health/${question}`)).toMatchObject({ status: 200, body: { status: question } });
  });
});
