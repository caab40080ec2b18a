import { audit, linesOf } from '@tidemark/auditor';
import { auditSources } from '@tidemark/local';
import { reasonOf } from '../reason.ts';
import { untilWhole } from '../until-whole.ts';
import { judgeCustomers } from './expectations.ts';
import { judgeDeadLetters } from './expected-letters.ts';
import type { Course } from './run-schedule.ts';
import type { World } from './world.ts';

/** What is said of a run when it is over. */
export interface Verdict {
  /** What is wrong, by the auditor and by the harness's own expectations; empty when all is well. */
  readonly violations: readonly string[];
  /** From the moment that nothing was broken any more until everything was at rest; undefined when it never was. */
  readonly restSeconds: number | undefined;
  /**
   * From the healing of the last fault to the first confirmation, of an order that was placed after it struck; undefined
   * when there was none.
   */
  readonly firstConfirmedSeconds: number | undefined;
  readonly accepted: number;
  /** Requests to POST /orders that were not accepted when they were made. */
  readonly unanswered: number;
  /** Orders that were rightly canceled because a fault kept their payment away for too long. */
  readonly paymentTimeouts: number;
  readonly auditSeconds: number;
}

/** What has to be done within this time after the last fault is healed, the start of whatever was killed included. */
const REST_WITHIN_MS = 30_000;
/** Longer, so that what is only slow is told from what is stuck. */
const GIVE_UP_MS = 90_000;

/** Waits for rest, then has the auditor and the harness's own expectations say what is wrong. */
export const judgeRun = async (world: World, course: Course): Promise<Verdict> => {
  const late = await untilWhole({ ...world, programs: world.services }).then(
    () => [],
    (error: unknown) => [reasonOf(error)],
  );
  const sources = await auditSources(world.dataDir);
  if (sources === undefined) throw new Error('The shop has left no word of itself: it is not running any more.');
  const acknowledged = course.customers.flatMap(({ answers }) => answers.filter(({ status }) => status > 0));
  const auditedAt = performance.now();
  const left = Math.max(1_000, GIVE_UP_MS - (auditedAt - course.calmSince));
  const report = await audit({ ...sources, acknowledged, patienceMs: left });
  const auditSeconds = (performance.now() - auditedAt) / 1_000;
  const restMs = auditedAt - course.calmSince + (report.durations['rest'] ?? 0);
  const isAtRest = report.unrest.length === 0 && late.length === 0;
  const isLate = isAtRest && restMs > REST_WITHIN_MS;
  const isClean = report.isComplete && report.judgments.every(({ violations }) => violations.length === 0);
  const customers = await judgeCustomers(world, course);
  return {
    violations: [
      ...course.failures,
      ...late,
      ...(isClean ? [] : linesOf(report)),
      ...(isLate
        ? [`at rest only after ${(restMs / 1_000).toFixed(1)} s, not within ${REST_WITHIN_MS / 1_000} s`]
        : []),
      ...customers.violations,
      ...(await judgeDeadLetters(world, course)),
    ],
    restSeconds: isAtRest ? restMs / 1_000 : undefined,
    firstConfirmedSeconds: await firstConfirmed(world, course),
    accepted: customers.accepted,
    unanswered: customers.unanswered,
    paymentTimeouts: customers.paymentTimeouts,
    auditSeconds,
  };
};

const firstConfirmed = async ({ query }: World, { runId, struck }: Course): Promise<number | undefined> => {
  const last = struck.toSorted((a, b) => a.toMs - b.toMs).at(-1);
  if (last === undefined) return undefined;
  const [row] = await query<{ at: number | null }>(
    'order',
    `select (extract(epoch from min(confirmed.recorded_at)) * 1000)::float8 as at
     from event placed join event confirmed using (stream_id)
     where placed.type = 'OrderPlaced' and placed.data->>'customerId' = $1
       and placed.recorded_at >= to_timestamp($2::float8 / 1000)
       and confirmed.type = 'OrderConfirmed' and confirmed.recorded_at >= to_timestamp($3::float8 / 1000)`,
    [runId, last.struckMs, last.toMs],
  );
  const at = row?.at ?? undefined;
  return at === undefined ? undefined : (at - last.toMs) / 1_000;
};
