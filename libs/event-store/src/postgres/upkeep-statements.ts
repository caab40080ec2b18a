import type { RetentionRule } from '../retention.ts';
import type { Statement } from './statements.ts';

/**
 * Rows of a table that have waited too long: overdue since a first deadline, or due and never come to. Both halves are
 * short reads of an index, since hardly anything is ever overdue.
 */
const overdueIn = (table: 'deadline' | 'job'): string => `
  select *, overdue_since as since from ${table}
    where overdue_since <= statement_timestamp() - $1 * interval '1 millisecond'
  union all
  select *, due_at as since from ${table}
    where overdue_since is null and due_at <= statement_timestamp() - $1 * interval '1 millisecond'`;

const OVERDUE_PROCESSES = overdueIn('deadline');
const OVERDUE_JOBS = overdueIn('job');
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
       and ${STILL_OVERDUE} for update skip locked))
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

export const prune = ({ table, keepMs }: RetentionRule, limit: number): Statement => ({
  name: `prune-${table}`,
  text: PRUNE[table],
  values: [keepMs, limit],
});

const BEFORE = `statement_timestamp() - $1 * interval '1 millisecond'`;

/** By the row's place, so that only an index is read. */
const PRUNE: Readonly<Record<RetentionRule['table'], string>> = {
  idempotency: `
    delete from idempotency where ctid = any(array(
      select ctid from idempotency where created_at < ${BEFORE} order by created_at limit $2 for update skip locked))`,
  // The inbox is too busy for an index of its age. Ids of messages begin with the time they were made (UUID version 7), so
  // the key finds the old ones, consumer by consumer; the few that are known by their place in Kafka alone stay. Not locked
  // first, for that takes the right to change them: whom another instance is ahead of waits for it, in the order of places.
  inbox: `
    with recursive consumers as (
      (select consumer from inbox order by consumer limit 1)
      union all
      select (select consumer from inbox where consumer > c.consumer order by consumer limit 1)
      from consumers c where c.consumer is not null
    ), age as (
      select overlay(lpad(to_hex((extract(epoch from ${BEFORE}) * 1000)::bigint), 12, '0') placing '-' from 9 for 0) as id
    )
    delete from inbox where ctid = any(array(
      select old.place from consumers c cross join age cross join lateral (
        select ctid as place from inbox
        where consumer = c.consumer and message_id < age.id and handled_at < ${BEFORE} order by message_id limit $2) as old
      limit $2))`,
  dead_letter: `
    with old as (
      select id from dead_letter where status in ('handled', 'discarded') and at < ${BEFORE} and changed_at < ${BEFORE}
      order by at limit $2 for update skip locked
    ), actions as (
      delete from operator_action where dead_letter_id in (select id from old)
    )
    delete from dead_letter where id in (select id from old)`,
};
