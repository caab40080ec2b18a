import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';

describe('the configuration', () => {
  const defaults = {
    host: '127.0.0.1',
    httpPort: 3_011,
    smtpPort: 3_012,
    mailboxLimit: 10_000,
    maxMailBytes: 1_048_576,
    logLevel: 'info',
  };

  it('has a default for everything, on loopback, also for an empty variable', () => {
    expect(parseConfiguration({})).toEqual(defaults);
    expect(parseConfiguration({ HTTP_PORT: '', LOG_LEVEL: '' })).toEqual(defaults);
  });

  it('reads every variable', () => {
    const environment = {
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '0',
      SMTP_PORT: '25',
      MAILBOX_LIMIT: '5',
      MAX_MAIL_BYTES: '2048',
      LOG_LEVEL: 'warn',
    };
    expect(parseConfiguration(environment)).toEqual({
      host: '0.0.0.0',
      httpPort: 0,
      smtpPort: 25,
      mailboxLimit: 5,
      maxMailBytes: 2_048,
      logLevel: 'warn',
    });
  });

  it.each([
    [{ HTTP_PORT: 'http' }, 'HTTP_PORT must be a port number from 0 (any free port) to 65535.'],
    [{ SMTP_PORT: '70000' }, 'SMTP_PORT must be a port number from 0 (any free port) to 65535.'],
    [{ MAILBOX_LIMIT: '0' }, 'MAILBOX_LIMIT must be a whole number of mails from 1 to 1000000.'],
    [{ MAX_MAIL_BYTES: '1k' }, 'MAX_MAIL_BYTES must be a whole number of bytes from 1024 to 67108864.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace.'],
  ])('is refused in one sentence that names the variable: %o', (environment, sentence) => {
    expect(() => parseConfiguration(environment)).toThrow(sentence);
  });
});
