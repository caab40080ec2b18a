import type { Claim, Lease } from '../store.ts';
import { dueAfter } from './columns.ts';
import type { Statement } from './statements.ts';

/**
 * Locks what is leased, one statement per kind, and tells by which token. By the primary key alone: a join, or a
 * condition that another index covers, would read whatever waits there.
 */
export const holdLeases = (leases: readonly Lease[]): readonly Statement[] => {
  const values = (kind: Lease['kind']): readonly [readonly string[]] => [
    leases.filter((lease) => lease.kind === kind).map(({ id }) => id),
  ];
  const statements: readonly Statement[] = [
    {
      name: 'hold-jobs',
      text: 'select id, claim_token as token from job where id = any($1::uuid[]) order by id for update',
      values: [...values('job')],
    },
    {
      name: 'hold-deadlines',
      text: `select process_id as id, claim_token as token from deadline
             where process_id = any($1::text[]) order by process_id for update`,
      values: [...values('deadline')],
    },
  ];
  return statements.filter((statement) => (statement.values?.[0] as readonly string[]).length > 0);
};

/** Due by `statement_timestamp()`: a volatile clock could not bound the index, and every poll would read all that waits. */
export const claimJobs = (claim: Claim & { readonly kinds: readonly string[] }): Statement => ({
  name: 'claim-jobs',
  text: `update job set claimed_until = clock_timestamp() + $1 * interval '1 millisecond', claim_token = $2,
                        attempts = attempts + 1
         where id in (select id from job where due_at <= statement_timestamp() and kind = any($3::text[])
                        and (claimed_until is null or claimed_until < clock_timestamp())
                      order by due_at limit $4 for update skip locked)
         returning id, kind, key, payload, attempts, cause`,
  values: [claim.leaseMs, claim.token, claim.kinds, claim.limit],
});

export const postponeJob = (lease: Lease, delayMs: number, error: string): Statement => ({
  name: 'postpone-job',
  text: `update job set claimed_until = null, claim_token = null, last_error = $4,
                        overdue_since = coalesce(overdue_since, due_at),
                        due_at = ${dueAfter('$3')}
         where id = $1 and claim_token = $2`,
  values: [lease.id, lease.token, delayMs, error.slice(0, 2000)],
});

export const claimDeadlines = (claim: Claim & { readonly categories: readonly string[] }): Statement => ({
  name: 'claim-deadlines',
  text: `update deadline set claimed_until = clock_timestamp() + $1 * interval '1 millisecond', claim_token = $2
         where process_id in (select process_id from deadline where due_at <= statement_timestamp()
                                and split_part(process_id, '-', 1) = any($3::text[])
                                and (claimed_until is null or claimed_until < clock_timestamp())
                              order by due_at limit $4 for update skip locked)
         returning process_id, status, due_at, cause`,
  values: [claim.leaseMs, claim.token, claim.categories, claim.limit],
});
