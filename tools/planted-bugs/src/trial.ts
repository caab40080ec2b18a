import type { Bug, Check } from './bug.ts';
import { runChecks, sortOf } from './run-checks.ts';
import type { Sandbox } from './sandbox.ts';
import type { Verdict } from './verdict.ts';
import { naming } from './verdict.ts';

/** What became of one bug. */
export interface Trial {
  readonly bug: Bug;
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** A check fails, or tests nothing, before anything was planted: whatever it says of a bug would mean nothing. */
export class CheckUnsound extends Error {
  readonly code = 'PLANTED_BUGS.CHECK_UNSOUND';
  readonly spec: string;

  constructor({ spec, title }: Check, reason: string) {
    const only = title === undefined ? '' : ` (tests named "${title}")`;
    super(`${spec}${only} does not pass on the sources as they stand: ${reason}. Repair it first.`);
    this.name = 'CheckUnsound';
    this.spec = spec;
  }
}

/** Every check passes on sound sources. Fails with {@link CheckUnsound}. */
export const assertSound = async (sandbox: Sandbox, bugs: readonly Bug[]): Promise<void> => {
  const distinct = [...new Map(bugs.map(({ check }) => [`${check.spec} ${check.title ?? ''}`, check])).values()];
  // A title narrows a whole run, so it has one of its own.
  const runs = Map.groupBy(distinct, (check) => (check.title === undefined ? sortOf(check) : check));
  for (const checks of runs.values()) {
    const verdicts = await runChecks(sandbox, checks, false);
    for (const [index, check] of checks.entries()) {
      const verdict = verdicts[index];
      if (verdict?.kind === 'caught') throw new CheckUnsound(check, `${verdict.test} fails: ${verdict.reason}`);
      if (verdict?.kind === 'untried') throw new CheckUnsound(check, verdict.reason);
    }
  }
};

export const tried = async (sandbox: Sandbox, bug: Bug): Promise<Trial> => {
  const began = performance.now();
  const [verdict = { kind: 'untried', reason: 'no verdict' }] = await sandbox.withBug(bug, () =>
    runChecks(sandbox, [bug.check], true),
  );
  return { bug, verdict: naming(verdict, bug.names), seconds: (performance.now() - began) / 1_000 };
};
