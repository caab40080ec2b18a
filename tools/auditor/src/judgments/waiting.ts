import { mayHoldStock, mayStayOpen } from '../exceptions.ts';
import type { Violation } from '../invariants.ts';
import { ofOrder } from '../invariants.ts';
import type { OrderCase } from '../order-case.ts';
import { RESTS } from '../rest.ts';
import { holdingOf } from './holdings.ts';

/** Whoever is overdue for longer than this was not woken: workers look twice a second, and a lease ends after ten. */
const OVERDUE_MS = 15_000;

/**
 * I12: whoever waits has a deadline that still stands, whoever is at rest has none, calls to the outside end, and no
 * stock is held for an order that will never come for it.
 */
export const judgeWaiting = (known: OrderCase, now: number, isDue: boolean): readonly Violation[] => {
  const { orderId, process, openJobs } = known;
  const wrong = ofOrder('I12', orderId);
  const violations: Violation[] = [];
  const deadline = process?.deadline;
  if (process !== undefined && RESTS.has(process.status) && deadline !== undefined) {
    violations.push(wrong(`no deadline while ${process.status}`, `one of ${deadline.status}`));
  }
  if (process !== undefined && !RESTS.has(process.status)) {
    if (deadline === undefined)
      violations.push(wrong(`a deadline while ${process.status}`, 'none: nobody will wake it'));
    else if (deadline.status !== process.status) {
      violations.push(wrong(`a deadline of ${process.status}`, `one of ${deadline.status}`));
    } else if (now - deadline.dueAt > OVERDUE_MS) {
      violations.push(
        wrong('to be woken at its deadline', `overdue for ${Math.round((now - deadline.dueAt) / 1_000)} s`),
      );
    }
  }
  if (isDue) {
    for (const { service, kind, attempts, lastError } of openJobs.filter((job) => !mayStayOpen(known, job))) {
      violations.push(wrong(`${service}'s ${kind} answered`, `${attempts} attempts, ${lastError ?? 'no error told'}`));
    }
  }
  if (holdingOf(known) === 'held' && !isWanted(known) && !mayHoldStock(known)) {
    violations.push(
      wrong('stock held for a living or confirmed order only', `held while ${process?.status ?? 'unknown'}`),
    );
  }
  return violations;
};

const isWanted = ({ process, unheard }: OrderCase): boolean =>
  process !== undefined &&
  // After a dispatch the stock is booked by a message that may still be on its way.
  (process.status === 'Dispatched' ? unheard.length > 0 : process.status !== 'Abandoned');
