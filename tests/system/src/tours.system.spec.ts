import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';
import { asJson, fits, Shell, stepsOf } from './tour.fixtures.ts';

const TOURS = join(import.meta.dirname, '../../../docs/tours');
const textOf = (tour: string): string => readFileSync(join(TOURS, tour), 'utf8');
const tours = readdirSync(TOURS).filter((file) => file.endsWith('.md'));
/** What a page does to a process or to the provider, every order in the shop feels. */
const disturbs = (tour: string): boolean => /^kill -|\/faults/mu.test(textOf(tour));
/** A page can name only the ports that `npm start` takes when they are free. */
const DEFAULT_PORTS = {
  ...{ order: 3000, inventory: 3001, payment: 3002, shipping: 3003, notification: 3004, 'psp-simulator': 3010 },
};
/** A payment that is never answered ends an order after seconds. */
const WITHIN_MS = 40_000;

let running: SharedShop;

beforeAll(async () => {
  running = sharedShop();
  await running.shop.stock('lamp', 10, 2_500);
  await running.shop.until(await running.shop.order([{ sku: 'lamp', quantity: 1 }]), 'Confirmed');
  return running.close;
});

/** A page names the ports and the folder of `npm start`; the shop of this run has others. */
const asItIsHere = (script: string): string =>
  Object.entries(DEFAULT_PORTS).reduce(
    (text, [service, port]) => text.replaceAll(`http://127.0.0.1:${String(port)}`, String(running.urls[service])),
    script.replaceAll('.tidemark/', `${running.dataDir}/`),
  );

describe('a tour', () => {
  const showsWhatHappens = async (tour: string): Promise<void> => {
    const steps = stepsOf(textOf(tour));
    expect(steps.filter(({ shows }) => shows !== undefined).length).toBeGreaterThan(2);
    const shell = new Shell();
    try {
      for (const { script, shows } of steps) {
        const here = asItIsHere(script);
        const onlyLooks = shows !== undefined && !/\bpost\b/u.test(script);
        const answer = onlyLooks ? await shell.look(here, shows, WITHIN_MS) : asJson(await shell.run(here));
        if (shows !== undefined && !fits(answer, shows)) expect(answer, `after\n${script}`).toEqual(shows);
      }
    } finally {
      shell.close();
    }
  };

  it.concurrent.each(tours.filter((tour) => !disturbs(tour)))('shows what really happens: %s', showsWhatHappens);

  it.each(tours.filter(disturbs))('shows what really happens: %s', showsWhatHappens);
});
