import { Shop } from '@tidemark/local';
import { describe, expect, it } from 'vitest';
import type { Heal } from './faults/fault.ts';
import { NotPlayed } from './faults/fault.ts';
import { Processes } from './processes.ts';
import type { Outcome } from './run-schedule.ts';
import { ordealOf } from './run-schedule.ts';
import type { Fault } from './schedule.ts';
import { lineOfOutcome, totals } from './summary.ts';

const LONG_MS = 60_000;
const fault: Fault = { kind: 'slot-dropped', atMs: 0, lengthMs: 0 };

/** What is said of a fault that goes like this, in a shop that nobody asks for anything. */
const ordeal = (struck: Fault, strike: () => Promise<Heal>) =>
  ordealOf({ shop: new Shop({}), wires: [], processes: new Processes(() => ({}), new Map()) }, [], [struck], strike);

describe('a fault', () => {
  it('that cannot strike is a failure of the run', async () => {
    const { failures, notPlayed } = await ordeal(fault, () => Promise.reject(new Error('there is no slot')));
    expect(failures).toEqual(['the harness failed at "0.0 s slot-dropped": there is no slot']);
    expect(notPlayed).toEqual([]);
  });

  it('whose point the shop never came to is told apart: it was not played', async () => {
    const heal = (): Promise<never> => Promise.reject(new NotPlayed('order did not pass after-commit 3 times'));
    const { failures, notPlayed } = await ordeal(fault, () => Promise.resolve(heal));
    expect(failures).toEqual([]);
    expect(notPlayed).toEqual(['"0.0 s slot-dropped": order did not pass after-commit 3 times']);
  });

  it('that has done all it can is not waited for', async () => {
    const heal = Object.assign(() => Promise.resolve(undefined), { isOver: () => true });
    const began = performance.now();
    await ordeal({ ...fault, lengthMs: LONG_MS }, () => Promise.resolve(heal));
    expect(performance.now() - began).toBeLessThan(LONG_MS / 2);
  });
});

describe('a process that is to be struck and is not there', () => {
  it('fails the fault, in words', async () => {
    const processes = new Processes(() => ({}), new Map());
    await expect(processes.untilUp(['connect'], 50)).rejects.toThrow('so that they can be struck: connect');
  });
});

describe('what is said of a run', () => {
  const outcome: Outcome = {
    ...{ seed: 7, orders: 300, accepted: 300, unanswered: 0, paymentTimeouts: 0, auditSeconds: 1, seconds: 20 },
    ...{ restSeconds: 4, firstConfirmedSeconds: 1, violations: [], notes: [] },
    faults: ['1.0 s crash-point order after-commit pass 3 for 12.0 s'],
    notPlayed: ['"1.0 s crash-point": order did not pass after-commit 3 times'],
  };

  it('names what was not played, on its line and in the totals', () => {
    expect(lineOfOutcome(outcome)).toContain('1 NOT PLAYED');
    expect(lineOfOutcome({ ...outcome, notPlayed: [] })).not.toContain('NOT PLAYED');
    expect(totals([outcome])).toContain(
      'not played in seed 7: "1.0 s crash-point": order did not pass after-commit 3 times',
    );
  });
});
