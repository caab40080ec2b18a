import type { Alarm, Store } from '@tidemark/event-store';
import { retention } from '@tidemark/event-store';
import { OverdueWatch, Pruner } from '@tidemark/process';
import type { Logger } from 'pino';
import type { ServiceConfig } from './config.ts';
import type { Metrics } from './metrics.ts';

const OVERDUE_POLL_MS = 2_000;
const PRUNE_POLL_MS = 3_600_000;

export type Upkeep = readonly [OverdueWatch, Pruner];

/** What every service does beside its work: it tells of what waits too long, and forgets what is too old. */
export const upkeepOf = (
  store: Store,
  { ALARM_AFTER_MS }: Pick<ServiceConfig, 'ALARM_AFTER_MS'>,
  metrics: Metrics,
  log: Logger,
): Upkeep => {
  const onError = (error: unknown): void => {
    log.error({ err: error }, 'a round of upkeep failed; it is tried again');
  };
  return [
    new OverdueWatch({
      store,
      byMs: ALARM_AFTER_MS,
      pollMs: Math.min(OVERDUE_POLL_MS, ALARM_AFTER_MS),
      onAlarm: (alarm) => {
        metrics.alarms.inc({ kind: alarm.kind });
        log.error({ alarm }, MEANING[alarm.kind]);
      },
      onOverdue: (counts) => {
        metrics.showOverdue(counts);
      },
      onError,
    }),
    new Pruner({
      store,
      rules: retention,
      pollMs: PRUNE_POLL_MS,
      onPruned: (table, rows) => {
        metrics.pruned.inc({ table }, rows);
      },
      onError,
    }),
  ];
};

const MEANING: Readonly<Record<Alarm['kind'], string>> = {
  process: 'a process waits too long for an answer; it goes on asking',
  job: 'an outside call has had no outcome for too long; it is made again',
};
