/** Which fulfillments a page is to show. */
export interface PageQuery {
  readonly status: readonly string[];
  readonly customerId?: string | undefined;
  readonly overdue?: boolean | undefined;
  /** Ids of orders: the page begins after the one and ends before the other. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * One page, oldest order first, read from an index that has its rows in that order, from the place where the page before
 * it ended: it costs the same on the first page and on the last, however many orders have come to rest.
 *
 * Whoever waits is looked for among all that wait from that place on, a customer's orders among all of theirs, and those in
 * time are found by reading past those that are overdue. Markus Winand, "SQL Performance Explained", Partial Results (seek method).
 */
export const pageOf = (query: PageQuery): Query => {
  const { status, customerId, after = '', before, limit } = query;
  const values = [
    status,
    `fulfillment-${after}`,
    before === undefined ? 'fulfillment.' : `fulfillment-${before}`,
    limit,
  ];
  return {
    text: `with page as (select id from (${candidatesOf(query)}) as candidate order by id limit $4) ${SHOWN}`,
    values: customerId === undefined ? values : [...values, customerId],
  };
};

const candidatesOf = ({ customerId, overdue }: PageQuery): string => {
  if (customerId !== undefined) return ofCustomer(overdue);
  return overdue === true ? eachStatus(OVERDUE) : inStatus(overdue);
};

const IS_OVERDUE = '(d.overdue_since is not null or d.due_at <= statement_timestamp())';

const isAsWanted = (overdue: boolean | undefined): string =>
  overdue === undefined
    ? ''
    : `and ${overdue ? '' : 'not '}exists (select from deadline d where d.process_id = h.stream_id and ${IS_OVERDUE})`;

/** Reads as much as one page of each state, so that no state has to be read past for another. */
const eachStatus = (page: string): string =>
  `select found.id from unnest($1::text[]) as wanted (status) cross join lateral (${page}) as found`;

/** Whoever waits has a deadline; whoever does not rests in its state. None is listed twice, should one have both. */
const inStatus = (overdue: boolean | undefined): string => `
  (select d.process_id as id from deadline d
   where d.status = any($1::text[]) and d.process_id > $2 and d.process_id < $3 ${overdue === false ? `and not ${IS_OVERDUE}` : ''}
   order by d.process_id limit $4)
  union
  (${eachStatus(AT_REST)})`;

const AT_REST = `
  select h.stream_id as id from head h
  where h.rests_in = wanted.status and h.stream_id > $2 and h.stream_id < $3
  order by h.stream_id limit $4`;

/** Those whose deadline has passed, and those that it should have been told to: both are few, unless all stands still. */
const OVERDUE = `
  (select d.process_id as id from deadline d
   where d.overdue_since is not null and d.status = wanted.status and d.process_id > $2 and d.process_id < $3
   order by d.process_id limit $4)
  union all
  (select d.process_id from deadline d
   where d.overdue_since is null and d.due_at <= statement_timestamp() and d.status = wanted.status
     and d.process_id > $2 and d.process_id < $3
   order by d.process_id limit $4)`;

const ofCustomer = (overdue: boolean | undefined): string =>
  `select h.stream_id as id from event e join head h on h.stream_id = 'fulfillment-' || substr(e.stream_id, 7)
   where e.type = 'OrderPlaced' and e.data->>'customerId' = $5
     and e.stream_id > 'order-' || substr($2, 13) and e.stream_id < 'order' || substr($3, 12)
     and h.snapshot->>'status' = any($1::text[]) ${isAsWanted(overdue)}
   order by e.stream_id limit $4`;

/** Looked up for each row of the page, instead of being read from end to end and joined. */
const only = (row: string): string => `${row} limit 1`;

const SHOWN = `
  select substr(h.stream_id, 13) as "orderId", h.snapshot->>'status' as status,
         coalesce(h.snapshot->'outstanding', '[]') as outstanding, o.snapshot->>'customerId' as "customerId",
         d.due_at as "deadlineAt", coalesce(d.overdue_since, case when ${IS_OVERDUE} then d.due_at end) as "overdueSince",
         d.alarmed_at as "alarmedAt"
  from page join head h on h.stream_id = page.id
  left join lateral (${only("select * from head o where o.stream_id = 'order-' || substr(page.id, 13)")}) o on true
  left join lateral (${only('select * from deadline d where d.process_id = page.id')}) d on true
  order by page.id`;
