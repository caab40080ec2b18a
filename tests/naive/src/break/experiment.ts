import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant } from './contestant.ts';
import type { Customer } from './customers.ts';
import { placeAs, SKU } from './customers.ts';
import type { Fault } from './faults.ts';
import type { OrderReading, Verdict } from './verdict.ts';
import { judge } from './verdict.ts';

export interface Load {
  readonly orders: number;
  readonly perSecond: number;
}

/** A real provider takes its time; so several orders are at every step when something dies. */
const PROVIDER_LATENCY_MS = 300;
/** After so long without a change, a run without a wrong order is over. */
const QUIET_MS = 6_000;
const LONGEST_MS = 240_000;
const PRICE_MINOR = 2_500;
/** Some connections are lost before the answer, some after it. */
const GIVES_UP_WITHIN_MS = 400;

/** Puts the goods on the shelf, has a first order confirmed, and makes the provider as slow as a real one. */
export const prepare = async ({ shop, urls }: Contestant, pieces: number): Promise<void> => {
  await shop.stock(SKU, pieces + 1, PRICE_MINOR);
  await shop.until(await shop.order([{ sku: SKU, quantity: 1 }]), 'Confirmed');
  const answer = await fetch(`${urls['psp-simulator']}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ latencyMs: PROVIDER_LATENCY_MS }),
  });
  if (!answer.ok) throw new Error(`The provider refused its switches: ${await answer.text()}`);
};

/** Runs the load against one shop with one fault, waits until nothing changes any more, and judges every customer. */
export const run = async (contestant: Contestant, fault: Fault, load: Load): Promise<Verdict> => {
  const addressEnd = `@${fault.name}.example`;
  const customers = customersOf(fault, load, addressEnd);
  const placing = customers.map(async (customer, index) => {
    await sleep((index * 1_000) / load.perSecond);
    await placeAs(contestant.shop, customer);
  });
  if (fault.kills !== undefined) {
    await sleep((load.orders * 500) / load.perSecond);
    process.kill(contestant.pids()[fault.kills] ?? Number.NaN, 'SIGKILL');
  }
  await Promise.all(placing);
  const addresses = customers.map(({ emailAddress }) => emailAddress);
  return judge(addresses, await settled(contestant, addresses, addressEnd));
};

const customersOf = (fault: Fault, { orders }: Load, addressEnd: string): readonly Customer[] =>
  Array.from({ length: orders }, (_, index) => ({
    emailAddress: `customer-${index}${addressEnd}`,
    cardToken: isNth(index, fault.unansweredEvery) ? 'tok_timeout_charged' : 'tok_approved',
    ...(isNth(index, fault.givesUpEvery) && { givesUpAfterMs: (index * 37) % GIVES_UP_WITHIN_MS }),
  }));

const isNth = (index: number, every: number | undefined): boolean =>
  every !== undefined && index % every === Math.floor(every / 2);

/** Reads until nothing has changed for a while, which is longer as long as something is wrong: it may yet be mended. */
export const settled = async (
  { read, patienceMs }: Contestant,
  customers: readonly string[],
  addressEnd: string,
): Promise<readonly OrderReading[]> => {
  const endsAt = performance.now() + LONGEST_MS;
  let orders = await read(addressEnd);
  let since = performance.now();
  for (;;) {
    await sleep(1_000);
    const now = await read(addressEnd);
    if (JSON.stringify(now) !== JSON.stringify(orders)) since = performance.now();
    orders = now;
    const patience = judge(customers, orders).wrong > 0 ? patienceMs : QUIET_MS;
    if (performance.now() - since > patience || performance.now() > endsAt) return orders;
  }
};
