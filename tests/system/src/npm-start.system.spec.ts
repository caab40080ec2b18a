import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import type { ProcessIdentity, ThrowawayData } from '@tidemark/local';
import { eventually, findShop, isRunning, listenersOf, throwawayData } from '@tidemark/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Launch } from './launch.fixtures.ts';

const LAST_LINE = 'Ctrl-C stops everything';
const programs = [...serviceNames(), 'mail-catcher', 'psp-simulator', 'watchdog'].toSorted();
const parts = ['connect', 'kafka', 'postgres', 'registry'];

let data: ThrowawayData;
let launch: Launch;

beforeAll(async () => {
  data = await throwawayData();
  launch = new Launch(data.dataDir);
  await launch.prints(LAST_LINE);
});

afterAll(async () => {
  await launch.interrupt();
  await data.forget();
  expect(existsSync(data.dataDir)).toBe(false);
});

/** The addresses it shows, by the name of what is there. */
const urlsIn = (output: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...output.matchAll(/^ {4}(\S+) +(http:\S+)$/gmu)].map(([, name = '', url = '']) => [name, url]));

const WAY_OF_AN_ORDER = new RegExp(
  [
    / {2}AwaitingStock +OrderPlaced heard, ReserveStock sent\n.*/u,
    / {2}AwaitingPayment +StockReserved heard, CapturePayment sent\n.*/u,
    / {2}AwaitingShipment +PaymentCaptured heard, ScheduleShipment sent\n.*/u,
    / {2}Confirmed +ShipmentScheduled heard\n.*/u,
    / {2}\(mail\) +"Your order is confirmed" delivered\n/u,
  ]
    .map(({ source }) => source)
    .join(''),
  'u',
);

const stillRunning = (processes: readonly ProcessIdentity[]): readonly ProcessIdentity[] => processes.filter(isRunning);

describe('npm start', () => {
  it('ends with the way of an order, as its process journal tells it, up to the mail', () => {
    expect(launch.output).toMatch(WAY_OF_AN_ORDER);
    expect(launch.output).toMatch(/the first order was confirmed \d+\.\d s after the start/u);
  });

  it('shows where everything is, and it is there', async () => {
    const urls = urlsIn(launch.output);
    expect(Object.keys(urls).toSorted()).toEqual(programs);
    for (const url of Object.values(urls)) expect(await fetch(url), url).toMatchObject({ status: 200 });
  });

  it('names four things to try, and the first of them works', async () => {
    const [, things = ''] = launch.output.split('four things to try\n');
    expect(things).toMatch(
      /^ {4}an order .*\n.*\n {4}what the shelf says .*\n {4}a card that is declined .*\n {4}every end .*npm run demo.*\n/u,
    );
    const url = / (http:\S+\/orders) /u.exec(things)?.[1] ?? '';
    const body = /-d '(\{.*\})'/u.exec(things)?.[1] ?? '';
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'of-my-own' };
    expect(await fetch(url, { method: 'POST', headers, body })).toMatchObject({ status: 202 });
  });

  it('leaves word of where it answers, for programs such as the demo', () => {
    expect(findShop(data.dataDir)).toEqual(
      Object.fromEntries(Object.entries(urlsIn(launch.output)).map(([name, url]) => [name, new URL(url).origin])),
    );
  });

  it('listens on the loopback interface alone, in every process of the shop', async () => {
    const listeners = listenersOf((await launch.processes()).map(({ pid }) => pid));
    expect(listeners.map(({ port }) => String(port))).toEqual(
      expect.arrayContaining(Object.values(urlsIn(launch.output)).map((url) => new URL(url).port)),
    );
    // The programs and four parts; Kafka has a second port, and so has the mail catcher.
    expect(listeners).toHaveLength(programs.length + parts.length + 2);
    expect([...new Set(listeners.map(({ address }) => address))]).toEqual(['127.0.0.1']);
  });

  it('ends what a killed one has left running, and goes on with its data to another Confirmed order', async () => {
    const before = await launch.processes();
    const [entry, launcher, ...started] = before;
    for (const killed of [entry, launcher]) process.kill(killed?.pid ?? 0, 'SIGKILL');
    await eventually('the launcher to be dead', () =>
      Promise.resolve(stillRunning(before.slice(0, 2)).length === 0 || undefined),
    );
    expect(stillRunning(started).length).toBeGreaterThanOrEqual(programs.length + parts.length);

    launch = new Launch(data.dataDir);
    await launch.prints(LAST_LINE);

    const ended = /ended what an earlier start had left running: (.*)\n/u.exec(launch.output)?.[1]?.split(', ');
    expect(ended?.toSorted()).toEqual([...programs, ...parts].toSorted());
    expect(stillRunning(started)).toEqual([]);
    expect(launch.output).toMatch(WAY_OF_AN_ORDER);
  });

  it('ends with code 0 within ten seconds of Ctrl-C, and leaves no process', async () => {
    const processes = await launch.processes();
    expect(processes.length).toBeGreaterThan(programs.length + parts.length);
    const { code, seconds } = await launch.interrupt();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(stillRunning(processes)).toEqual([]);
    expect(findShop(data.dataDir)).toBeUndefined();
    expect(existsSync(join(data.dataDir, 'running-shop.json'))).toBe(false);
  });

  it('forgets with --fresh, and can be interrupted in the middle of a start', async () => {
    const ledger = join(data.dataDir, 'psp-ledger.jsonl');
    const forgotten = [ledger, join(data.dataDir, 'secrets', 'psp-webhook.secret')];
    const before = new Map(forgotten.map((file) => [file, readFileSync(file, 'utf8')]));
    expect(before.get(ledger)).not.toBe('');

    launch = new Launch(data.dataDir, '--fresh');
    await launch.prints('earlier data forgotten');
    await launch.prints('postgres');
    const processes = await launch.processes();
    // The start goes on meanwhile, and may have made them anew.
    expect(forgotten.filter((file) => existsSync(file) && readFileSync(file, 'utf8') === before.get(file))).toEqual([]);

    const { code, seconds } = await launch.interrupt();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(stillRunning(processes)).toEqual([]);
    expect(launch.output).not.toContain(LAST_LINE);
  });
});
