import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgedAnswers } from '@tidemark/platform/testing/received';
import type { TestContext } from 'vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Door } from './door.fixtures.ts';
import { doorTo } from './door.fixtures.ts';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import { asJson, fits, Shell, stepsOf } from './tour.fixtures.ts';

const TOURS = join(import.meta.dirname, '../../../docs/tours');
const textOf = (tour: string): string => readFileSync(join(TOURS, tour), 'utf8');
const tours = readdirSync(TOURS).filter((file) => file.endsWith('.md'));
/** What a page does to a process or to the provider, every order in the shop feels. */
const disturbs = (tour: string): boolean => /^kill -|\/faults/mu.test(textOf(tour));
/** A page can name only the ports that `npm start` takes when they are free. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  ...{ 3000: 'order', 3001: 'inventory', 3002: 'payment', 3003: 'shipping', 3004: 'notification' },
  ...{ 3010: 'psp-simulator' },
};
/** A payment that is never answered ends an order after seconds. */
const WITHIN_MS = 40_000;

let running: SharedShop;
/** By the name of the program that is behind it. */
let doors: Readonly<Record<string, Door>>;

beforeAll(async () => {
  running = sharedShop();
  const opened = Object.entries(running.urls).map(async ([name, url]) => [name, await doorTo(url)] as const);
  doors = Object.fromEntries(await Promise.all(opened));
  await running.shop.stock('lamp', 10, 2_500);
  await running.shop.until(await running.shop.order([{ sku: 'lamp', quantity: 1 }]), 'Confirmed');
  return async () => {
    // A page that fails half-way leaves what it did to the provider.
    await fetch(`${String(running.urls['psp-simulator'])}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    for (const door of Object.values(doors)) door.close();
    await running.close();
  };
});

/** A page names the ports and the folder of `npm start`; the shop of this run has others. */
const asItIsHere = (script: string): string =>
  script
    .replaceAll('.tidemark/', `${running.dataDir}/`)
    // All at once: a free port may begin with the digits of one that the page names.
    .replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/gu, (url, port: string) => doors[DEFAULT_PORTS[port] ?? '']?.url ?? url);

describe('a tour', () => {
  const showsWhatHappens = async (tour: string, { onTestFinished }: TestContext): Promise<void> => {
    const steps = stepsOf(textOf(tour));
    expect(steps.filter(({ shows }) => shows !== undefined).length).toBeGreaterThan(2);
    const before = judgedAnswers('order');
    const shell = new Shell();
    // Also when the time is over: a page may wait in a loop.
    onTestFinished(() => {
      shell.close();
    });
    for (const { script, shows } of steps) {
      const here = asItIsHere(script);
      const onlyLooks = shows !== undefined && !/\bpost\b/u.test(script);
      const answer = onlyLooks ? await shell.look(here, shows, WITHIN_MS) : asJson(await shell.run(here));
      if (shows !== undefined && !fits(answer, shows)) expect(answer, `after\n${script}`).toEqual(shows);
    }
    expect(judgedAnswers('order')).toBeGreaterThan(before);
  };

  it.concurrent.for(tours.filter((tour) => !disturbs(tour)))('shows what really happens: %s', showsWhatHappens);

  it.for(tours.filter(disturbs))('shows what really happens: %s', showsWhatHappens);
});
