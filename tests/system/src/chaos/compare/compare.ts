import type { Contestant, Verdict } from '@tidemark/naive';
import { judge, ourContestant, runningOf, settled } from '@tidemark/naive';
import type { Heal } from '../faults/fault.ts';
import { strike } from '../faults/strike.ts';
import type { PlannedOrder } from '../orders.ts';
import { ordersOf } from '../orders.ts';
import { ordealOf } from '../run-schedule.ts';
import type { Fault, Schedule } from '../schedule.ts';
import { restockScarce, stockShelves } from '../stocking.ts';
import type { World } from '../world.ts';
import { startWorld } from '../world.ts';
import { chainStrikeOf } from './chain-faults.ts';
import type { Compared, Fate } from './compare-table.ts';
import { startChain } from './start-chain.ts';

/** What both can be asked: the chain has neither cancellation nor dispatch, so nobody asks either of them for it. */
export const askedOfBoth = (order: PlannedOrder, runId: string): PlannedOrder => ({
  ...order,
  kind: ['canceled', 'dispatched', 'raced'].includes(order.kind) ? 'plain' : order.kind,
  // By the address one customer's orders are known from another's.
  body: { ...order.body, emailAddress: `${order.key}${addressEnd(runId)}` },
});

const addressEnd = (runId: string): string => `@${runId}.example`;

/**
 * The same orders at the same moments and the same faults for the naive chain and for ours, one after the other. Both are
 * judged by what provider, mailbox and databases say of each order. Ours gets the faults too that the chain has no place
 * for.
 */
export const compareShops = async (
  schedules: readonly Schedule[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly Compared[]> => {
  const naive = await breakChain(schedules, tell, signal);
  const ours = await breakOurs(schedules, tell, signal);
  return schedules.map((schedule, index) => ({ schedule, naive: at(naive, index), ours: at(ours, index) }));
};

export const breakChain = async (
  schedules: readonly Schedule[],
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<readonly Fate[]> => {
  const { world, contestant, stop } = await startChain(signal);
  try {
    return await breakBy(schedules, { world, contestant, tell }, (fault) => {
      const harm = chainStrikeOf(fault);
      return harm && (() => harm(world));
    });
  } finally {
    await stop();
  }
};

const breakOurs = async (
  schedules: readonly Schedule[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly Fate[]> => {
  const world = await startWorld(signal);
  const contestant = ourContestant(runningOf(world.system));
  try {
    const expectations = { poisoned: () => undefined };
    return await breakBy(schedules, { world, contestant, tell }, (fault) => () => strike(fault, world, expectations));
  } finally {
    await contestant.close();
    await world.stop();
  }
};

interface Shop {
  readonly world: Pick<World, 'shop' | 'wires' | 'processes'>;
  readonly contestant: Contestant;
  readonly tell: (line: string) => void;
}

const breakBy = async (
  schedules: readonly Schedule[],
  { world, contestant, tell }: Shop,
  strikeOf: (fault: Fault) => (() => Promise<Heal>) | undefined,
): Promise<readonly Fate[]> => {
  await stockShelves(world);
  const fates: Fate[] = [];
  for (const schedule of schedules) {
    await restockScarce(world);
    const runId = `${contestant.name}-${schedule.seed}-${Date.now()}`;
    const orders = ordersOf(schedule, runId).map((order) => askedOfBoth(order, runId));
    const faults = schedule.faults.filter((fault) => strikeOf(fault) !== undefined);
    const ordeal = await ordealOf(
      world,
      orders,
      faults,
      (fault) => strikeOf(fault)?.() ?? Promise.reject(unfit(fault)),
    );
    const served = ordeal.customers.filter(({ orderId }) => orderId !== undefined);
    const addresses = served.map(({ order }) => `${order.key}${addressEnd(runId)}`);
    const verdict: Verdict = judge(addresses, await settled(contestant, addresses, addressEnd(runId)));
    tell(`${contestant.name}: seed ${schedule.seed}: ${verdict.wrong} of ${orders.length} orders broken`);
    fates.push({ verdict, faults, unserved: orders.length - served.length, failures: ordeal.failures });
  }
  return fates;
};

const unfit = ({ kind }: Fault): Error => new Error(`${kind} has no place here.`);

const at = (fates: readonly Fate[], index: number): Fate => {
  const fate = fates[index];
  if (fate === undefined) throw new Error('A schedule was not run.');
  return fate;
};
