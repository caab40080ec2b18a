import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { choosePort, eventually } from '@tidemark/local';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Ended } from './tool.fixtures.ts';
import { runTool } from './tool.fixtures.ts';

const TOOLS = join(import.meta.dirname, '..', '..', '..', 'tools');
const SOURCE = '--conditions=@tidemark/source';
const LONGEST_MS = 60_000;

let otherMailCatcher: ChildProcess | undefined;

afterAll(() => {
  otherMailCatcher?.kill();
});

/** Runs what `npm run demo` runs. It finds the shared shop as it finds that of npm start: by the data folder. */
const demo = (...options: readonly string[]): Promise<Ended> =>
  runTool(inject('sharedShop').dataDir, 'demo', ...options);

interface Result {
  readonly ok: boolean;
  readonly durationMs: number;
  readonly startedForIt: boolean;
  readonly stories: readonly { readonly name: string; readonly ok: boolean; readonly differences: readonly object[] }[];
}

const OPTIONS = {
  order: '--url',
  inventory: '--inventory-url',
  payment: '--payment-url',
  shipping: '--shipping-url',
  notification: '--notification-url',
  'psp-simulator': '--psp-url',
} as const;

/** Another mail server than the one that the shop writes to: whoever looks there finds nothing. */
const emptyMailbox = async (): Promise<string> => {
  const port = await choosePort('free', 3011, 'mail-catcher');
  const env = { ...process.env, HTTP_PORT: String(port), SMTP_PORT: '0' };
  otherMailCatcher = spawn(process.execPath, [SOURCE, join(TOOLS, 'mail-catcher', 'src', 'main.ts')], {
    env,
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await eventually('another mail catcher', async () =>
    (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok === true ? true : undefined,
  );
  return url;
};

// Most of the first is waiting for a payment that never comes; the others are told meanwhile.
describe.concurrent('the demo', () => {
  it('finds the running shop, and every story ends right there within a minute', async () => {
    const { exitCode, stdout, stderr } = await demo('--json');
    const { stories, ...result } = JSON.parse(stdout) as Result;
    expect(stories.filter(({ ok }) => !ok)).toEqual([]);
    expect(stories.length).toBeGreaterThanOrEqual(17);
    expect(result).toMatchObject({ ok: true, startedForIt: false });
    expect(result.durationMs).toBeLessThan(LONGEST_MS);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('tells one story with its timeline, again in the same shop, in plain lines', async () => {
    const { order: url = '' } = inject('sharedShop').urls;
    const { exitCode, stdout } = await demo('--story', 'canceled-after-confirmed');
    expect(stdout).toContain(`orders at ${url}\n`);
    expect(stdout).toMatch(
      /fulfillment {2}Canceling +CancelRequested heard, CancelShipment sent\n(?:.*\n)*.*mail +"Your order is canceled" delivered\n/u,
    );
    expect(stdout).toMatch(/ 1 story in \d+\.\d s: ended right\n$/u);
    expect(stdout).not.toContain('\u001B');
    expect(exitCode).toBe(0);
  });

  it('ends with code 1 when an end is wrong, and says what was expected, what was found and where to look', async () => {
    const mailUrl = await emptyMailbox();
    const { urls } = inject('sharedShop');
    const elsewhere = Object.entries(OPTIONS).flatMap(([name, option]) => [option, urls[name] ?? '']);
    const { exitCode, stdout } = await demo('--story', 'all-well', ...elsewhere, '--mail-url', mailUrl);
    expect(stdout).toMatch(/ all-well .* WRONG in mailbox\n/u);
    expect(stdout).toMatch(
      / mailbox: kinds\n +expected {2}confirmed\n +found {5}nothing\n +look at {3}http:\/\/127\.0\.0\.1:\d+\/mails\?to=all-well\.\w+%40demo\.example\n/u,
    );
    expect(stdout).toMatch(/ fulfillment {2}Confirmed +ShipmentScheduled heard\n/u);
    expect(stdout).toMatch(/ 1 story in \d+\.\d s: 1 ended wrong\n$/u);
    expect(exitCode).toBe(1);
  });

  it('says in one sentence that nobody listens, and how to change that', async () => {
    expect(await demo('--url', 'http://127.0.0.1:1')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Nobody listens at http://127.0.0.1:1: start the shop with "npm start" or "docker compose up", or leave --url out to have one started.\n',
    });
  });
});
