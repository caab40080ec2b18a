import type { RetentionRule } from '../retention.ts';
import type { Statement } from './statements.ts';

/**
 * Rows of a table that have waited too long: overdue since a first deadline, or due and never come to. Both halves are
 * short reads of an index, since hardly anything is ever overdue.
 */
const overdueIn = (table: 'deadline' | 'job', more = ''): string => `
  select *, overdue_since as since from ${table}
    where overdue_since <= statement_timestamp() - $1 * interval '1 millisecond'${more}
  union all
  select *, due_at as since from ${table}
    where overdue_since is null and due_at <= statement_timestamp() - $1 * interval '1 millisecond'${more}`;

const OVERDUE_PROCESSES = overdueIn('deadline');
const OVERDUE_JOBS = overdueIn('job', ' and finished_at is null');
/** Looked at again once the row is locked: it may have been answered meanwhile. */
const STILL_OVERDUE = `alarmed_at is null
  and coalesce(overdue_since, due_at) <= statement_timestamp() - $1 * interval '1 millisecond'`;
const OLDEST = 'extract(epoch from clock_timestamp() - min(since))::float8 * 1000 as "oldestMs"';

export const countOverdue = (byMs: number): Statement => ({
  name: 'count-overdue',
  text: `select 'process' as kind, split_part(process_id, '-', 1) as name, status, count(*)::int as count, ${OLDEST}
         from (${OVERDUE_PROCESSES}) as waiting group by 2, 3
         union all
         select 'job', kind, null, count(*)::int, ${OLDEST} from (${OVERDUE_JOBS}) as waiting group by 2`,
  values: [byMs],
});

/** Changes nothing but the mark. Takes only rows that nobody has locked: whoever has one is about to change it. */
const alarm = (table: 'deadline' | 'job', key: string, overdue: string, returning: string): string =>
  `update ${table} set alarmed_at = clock_timestamp()
   where ${key} = any(array(
     select ${key} from ${table}
     where ${key} = any(array(select ${key} from (${overdue}) as waiting where alarmed_at is null order by since limit $2))
       and ${STILL_OVERDUE}${table === 'job' ? ' and finished_at is null' : ''} for update skip locked))
   returning ${returning}, coalesce(overdue_since, due_at) as since`;

export const alarmProcesses = (byMs: number, limit: number): Statement => ({
  name: 'alarm-processes',
  text: alarm('deadline', 'process_id', OVERDUE_PROCESSES, 'process_id as "processId", status'),
  values: [byMs, limit],
});

export const alarmJobs = (byMs: number, limit: number): Statement => ({
  name: 'alarm-jobs',
  text: alarm('job', 'id', OVERDUE_JOBS, 'id, kind as job, key, attempts, last_error as "lastError"'),
  values: [byMs, limit],
});

/** By the row's place, so that only the index of its age is read; what another instance is deleting is left to it. */
export const prune = ({ table, column, keepMs }: RetentionRule, limit: number): Statement => ({
  name: `prune-${table}`,
  text: `delete from ${table} where ctid = any(array(
           select ctid from ${table} where ${column} < statement_timestamp() - $1 * interval '1 millisecond'
           order by ${column} limit $2 for update skip locked))`,
  values: [keepMs, limit],
});
