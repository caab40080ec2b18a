import { setTimeout as sleep } from 'node:timers/promises';
import { holdsWithin } from '@tidemark/local';
import { reasonOf } from '../reason.ts';
import type { Customer } from './customers.ts';
import { serveCustomers } from './customers.ts';
import type { Heal } from './faults/fault.ts';
import { NotPlayed } from './faults/fault.ts';
import { strike } from './faults/strike.ts';
import type { PlannedOrder } from './orders.ts';
import { ordersOf } from './orders.ts';
import type { Fault, Schedule } from './schedule.ts';
import { faultInWords } from './schedule.ts';
import { restockScarce } from './stocking.ts';
import type { Verdict } from './verdict.ts';
import { judgeRun } from './verdict.ts';
import type { World } from './world.ts';

/** When a fault was there, by the clock of the wall. */
export interface Struck {
  readonly fault: Fault;
  readonly fromMs: number;
  /** When it had struck: whatever came later met it. */
  readonly struckMs: number;
  readonly toMs: number;
}

/** What happened while a schedule ran, before anybody judges it. */
export interface Course {
  readonly schedule: Schedule;
  readonly runId: string;
  readonly customers: readonly Customer[];
  readonly struck: readonly Struck[];
  readonly poisoned: readonly string[];
  readonly notes: readonly string[];
  /** Faults that never came about because the shop did not come to their point: this run says nothing of them. */
  readonly notPlayed: readonly string[];
  /** What the harness itself could not do. */
  readonly failures: readonly string[];
  /** When the last fault had been healed and the last customer had come, on the monotonic clock. */
  readonly calmSince: number;
}

export interface Outcome extends Verdict {
  readonly seed: number;
  readonly orders: number;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  readonly notPlayed: readonly string[];
  readonly seconds: number;
}

/** How long customers go on asking when nothing is broken any more. */
const CUSTOMERS_WAIT_MS = 60_000;

/** Loads the shop, breaks it, heals it, waits for rest and judges it. */
export const runSchedule = async (world: World, schedule: Schedule, runId: string): Promise<Outcome> => {
  const began = performance.now();
  await restockScarce(world);
  const course = await courseOf(world, schedule, runId);
  const verdict = await judgeRun(world, course);
  return {
    ...verdict,
    seed: schedule.seed,
    orders: schedule.orders,
    faults: schedule.faults.map(faultInWords),
    notes: course.notes,
    notPlayed: course.notPlayed,
    seconds: (performance.now() - began) / 1_000,
  };
};

const courseOf = async (world: World, schedule: Schedule, runId: string): Promise<Course> => {
  const poisoned: string[] = [];
  const expectations = {
    poisoned: (topic: string, partition: number, offset: number) => {
      poisoned.push(`${topic}/${partition}/${offset}`);
    },
  };
  const orders = ordersOf(schedule, runId);
  const ordeal = await ordealOf(world, orders, schedule.faults, (fault) => strike(fault, world, expectations));
  return { schedule, runId, poisoned, ...ordeal };
};

/** Has customers come and things break, and mends everything in the end. */
export const ordealOf = async (
  { shop, wires, processes }: Pick<World, 'shop' | 'wires' | 'processes'>,
  orders: readonly PlannedOrder[],
  faults: readonly Fault[],
  strikeWith: (fault: Fault) => Promise<Heal>,
): Promise<Omit<Course, 'schedule' | 'runId' | 'poisoned'>> => {
  const struck: Struck[] = [];
  const notes: string[] = [];
  const notPlayed: string[] = [];
  const failures: string[] = [];
  let healedAt = Number.POSITIVE_INFINITY;
  const began = performance.now();
  const serving = serveCustomers(shop, orders, { isOver: () => performance.now() > healedAt + CUSTOMERS_WAIT_MS });
  const suffer = async (fault: Fault): Promise<void> => {
    await sleep(fault.atMs);
    const fromMs = Date.now();
    let struckMs = fromMs;
    try {
      const heal = await strikeWith(fault);
      struckMs = Date.now();
      await holdsWithin(fault.lengthMs, () => heal.isOver?.() === true);
      const note = await heal();
      if (note !== undefined) notes.push(note);
    } catch (error) {
      const why = `"${faultInWords(fault)}": ${reasonOf(error)}`;
      if (error instanceof NotPlayed) notPlayed.push(why);
      else failures.push(`the harness failed at ${why}`);
    }
    struck.push({ fault, fromMs, struckMs, toMs: Date.now() });
  };
  await Promise.all(faults.map(suffer));
  // Whatever a fault that failed has left behind.
  for (const wire of wires) wire.heal();
  processes.letGoAll();
  healedAt = performance.now();
  const lastOrderMs = began + (orders.at(-1)?.atMs ?? 0);
  const customers = await serving;
  return { customers, struck, notes, notPlayed, failures, calmSince: Math.max(healedAt, lastOrderMs) };
};
