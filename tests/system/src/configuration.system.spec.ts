import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const servicesDir = join(import.meta.dirname, '..', '..', '..', 'services');

const programOf = (service: string): string => join(servicesDir, service, 'app', 'dist', 'main.js');

const services = readdirSync(servicesDir).filter((name) => existsSync(join(servicesDir, name, 'app', 'package.json')));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than a start takes on a busy machine: who runs on has taken the environment. */
const PATIENCE_MS = 60_000;

/** Runs a built service in an environment that holds nothing else, until it ends. */
const run = (service: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { env: { ...env }, timeout: PATIENCE_MS, killSignal: 'SIGKILL' as const };
    const child = execFile(process.execPath, [programOf(service)], options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });

const refusal = (service: string, variable: string, rule: string): Ended => ({
  exitCode: 78,
  stdout: '',
  stderr: `${service}: The environment variable ${variable} is wrong: ${rule}. Set it and start again.\n`,
});

const DATABASE_URL = 'postgres://nobody:secret@127.0.0.1:9/nowhere';

// What runs was compiled for the shared shop of this run. Several at a time, for each has nothing but itself.
describe.concurrent('A service', () => {
  it('is found by this spec', () => {
    expect(services).not.toEqual([]);
  });

  it.each(services)('ends with code 78 and one line when a variable is missing: %s', async (service) => {
    expect(await run(service, {})).toEqual(refusal(service, 'DATABASE_URL', 'it is not set'));
  });

  it.each(services)('ends with code 78 and one line when a variable is wrong: %s', async (service) => {
    expect(await run(service, { DATABASE_URL, HTTP_PORT: 'http' })).toEqual(
      refusal(service, 'HTTP_PORT', 'must be a whole number from 0 to 65535'),
    );
  });

  it.each([
    ['order', 'PAYMENT_DEADLINE_MS', '1', 'must be a whole number from 1000 to 86400000'],
    ['order', 'RESEND_FIRST_MS', 'soon', 'must be a whole number from 100 to 10000'],
    ['payment', 'PSP_URL', 'provider', 'must be a URL that begins with http:// or https://'],
    ['payment', 'PSP_URL', 'ftp://psp', 'must be a URL that begins with http:// or https://'],
    ['payment', 'PSP_TIMEOUT_MS', '60000', 'must be a whole number from 50 to 10000'],
    ['payment', 'PSP_WEBHOOK_SECRET', 'short', 'must have 16 characters or more'],
    ['notification', 'SMTP_URL', 'http://mail', 'must be a URL that begins with smtp:// or smtps://'],
    ['notification', 'MAIL_FROM', 'nobody', 'must be an e-mail address such as orders@tidemark.example'],
  ])('ends alike when a variable of its own is wrong: %s, %s=%s', async (service, variable, value, rule) => {
    expect(await run(service, { DATABASE_URL, [variable]: value })).toEqual(refusal(service, variable, rule));
  });

  it('whose environment is right ends otherwise when its database is not there', async () => {
    const { exitCode, stderr } = await run('order', { DATABASE_URL, HTTP_PORT: '0' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^order: /u);
    expect(stderr).not.toContain('secret');
  });
});
