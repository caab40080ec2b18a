import type pg from 'pg';
import { merged } from '../planning.ts';
import type { EarlierRequest, Head, HeadPlan, Lease, Loaded, Plan, RequestFound, RequestPlan } from '../store.ts';
import type { FactRecord, HeadRecord } from './records.ts';
import { toHead } from './records.ts';
import { Batch } from './batch.ts';
import { findHeldLanes, lockHeld } from './held-statements.ts';
import { holdLeases } from './lease-statements.ts';
import * as sql from './statements.ts';
import * as tables from './table-statements.ts';

interface LeasedRow {
  readonly id: string;
  readonly token: string | null;
}

/**
 * Begins a transaction, claims, locks and reads, always in one order: requests, inbox, heads by id, rows by key, leases, held
 * messages, clock. Two transactions can wait for each other's locks, never in a circle.
 *
 * All of it is one round trip, but with requests: their keys are looked at first, so that one whose key is in flight waits
 * for nothing that the other request holds.
 */
export const loadPlan = async (client: pg.PoolClient, plan: Plan): Promise<Loaded> => {
  const requests = plan.requests?.length ? await beginWithRequests(client, plan, plan.requests) : [];
  const open = (plan.requests ?? []).filter((_, index) => requests[index]?.kind === 'open');
  const reads = merged([plan, ...open]);
  const batch = requests.length > 0 ? new Batch() : begin(plan);
  const inbox = plan.inbox && batch.add<{ message_id: string }>(sql.claimInbox(plan.inbox.consumer, plan.inbox.ids));
  const heldLanes = plan.inbox?.lanes && batch.add<{ lane: string }>(findHeldLanes(plan.inbox));
  const heads =
    reads.heads.length > 0
      ? batch.add<HeadRecord>(sql.lockHeads(reads.heads.map(({ streamId }) => streamId)))
      : () => [];
  const rows = reads.rows.map((rowsPlan) => ({
    table: rowsPlan.table,
    found: batch.add<{ key: string; row: Record<string, unknown> }>(tables.selectRows(rowsPlan)),
  }));
  const leases = holdLeases(plan.leases ?? []).map((statement) => batch.add<LeasedRow>(statement));
  const held = plan.held && batch.add<LeasedRow>(lockHeld(plan.held));
  const clock = batch.add<{ now: Date }>(sql.readClock);
  await batch.send(client);
  const now = clock()[0]?.now;
  if (now === undefined) throw new Error('The clock statement gave no row.');
  return {
    now: now.toISOString(),
    fresh: new Set(inbox?.().map(({ message_id: id }) => id)),
    heldLanes: new Set(heldLanes?.().map(({ lane }) => lane)),
    held: new Map(held?.().map(({ id, token }) => [id, token])),
    leased: heldOf(
      plan.leases ?? [],
      leases.flatMap((held) => held()),
    ),
    requests,
    heads: await upToDate(client, reads.heads, heads()),
    rows: new Map(
      rows.map(({ table, found }) => [
        table.name,
        new Map(found().map(({ key, row }) => [key, tables.fromColumns(table, row)])),
      ]),
    ),
  };
};

/** A batch whose first statements begin the transaction. */
const begin = ({ lockPatienceMs }: Plan): Batch => {
  const batch = new Batch();
  batch.add(sql.begin);
  if (lockPatienceMs !== undefined) batch.add(sql.waitForLocks(lockPatienceMs));
  return batch;
};

const beginWithRequests = async (
  client: pg.PoolClient,
  plan: Plan,
  requests: readonly RequestPlan[],
): Promise<readonly RequestFound[]> => {
  const claims = requests.map(({ claim }) => claim);
  const batch = begin(plan);
  const locks = batch.add<{ place: number; held: boolean }>(sql.lockRequests(claims));
  const found = batch.add<{ place: number; body_hash: string; answer: EarlierRequest['answer'] }>(
    sql.findEarlier(claims),
  );
  await batch.send(client);
  const held = new Set(
    locks()
      .filter((row) => row.held)
      .map(({ place }) => place),
  );
  const earlier = new Map(found().map((row) => [row.place, row]));
  return claims.map((_, index) => {
    const row = earlier.get(index + 1);
    if (row !== undefined) return { kind: 'answered', bodyHash: row.body_hash, answer: row.answer };
    return held.has(index + 1) ? { kind: 'open' } : { kind: 'inFlight' };
  });
};

/** Those leases whose token still stands; the row of one that ran out may carry the token of its next holder. */
const heldOf = (leases: readonly Lease[], rows: readonly LeasedRow[]): ReadonlySet<string> => {
  const tokens = new Map(rows.map(({ id, token }) => [id, token]));
  return new Set(leases.filter(({ id, token }) => tokens.get(id) === token).map(({ id }) => id));
};

/** Folds a stream's facts anew where its snapshot was made under another definition of the state. */
const upToDate = async (
  client: pg.PoolClient,
  plans: readonly HeadPlan[],
  rows: readonly HeadRecord[],
): Promise<ReadonlyMap<string, Head>> => {
  const heads = new Map(rows.map((row) => [row.stream_id, toHead(row)]));
  for (const { streamId, definition, refold } of plans) {
    const head = heads.get(streamId);
    if (head === undefined || refold === undefined || definition === undefined || head.definition === definition)
      continue;
    const facts = await client.query<Pick<FactRecord, 'data'>>({
      name: 'refold',
      text: 'select data from event where stream_id = $1 order by version',
      values: [streamId],
    });
    heads.set(streamId, { ...head, definition, snapshot: refold(facts.rows.map(({ data }) => data)) });
  }
  return heads;
};
