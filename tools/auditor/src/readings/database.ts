import type { Rest } from '../await-rest.ts';
import type { Readings } from '../readings.ts';
import type { Wiring } from './listeners.ts';
import type { HearingReading } from './messages.ts';
import {
  readAnswers,
  readDeadIds,
  readHearings,
  readHeld,
  readLetters,
  readOutbox,
  readRepeatedEffects,
} from './messages.ts';
import { readStreams, readUnsentHandled } from './messages.ts';
import type { Cases } from './orders.ts';
import { readLedgerTotals, readOrders } from './orders.ts';
import type { Snapshot } from './session.ts';
import { readPosition } from './slot.ts';
import { readPrices, readStock, readUnexplainedMoves } from './stock.ts';

type FromDatabase = Pick<
  Readings,
  | 'takenAt'
  | 'stock'
  | 'moves'
  | 'ledgerTotals'
  | 'prices'
  | 'outbox'
  | 'repeated'
  | 'unsentHandled'
  | 'streams'
  | 'letters'
  | 'held'
  | 'answers'
>;

export interface DatabaseReading extends FromDatabase {
  readonly name: string;
  readonly services: readonly string[];
  readonly cases: Cases;
  readonly heard: HearingReading;
  readonly deadIds: ReadonlySet<string>;
  /** Everything that was read is before this position of the log. */
  readonly position: string;
  /** The schemas that messages were written with, as bootstrap stored them. */
  readonly schemas: readonly {
    readonly schemaId: number;
    readonly schemaText: string;
    readonly subject: string;
    readonly fingerprint: string;
  }[];
}

/** A product that changed less than this ago may not have reached its copy. */
const PRICES_REST_MS = 5_000;

/** Everything that Postgres knows, of one moment; after a rest, where one is known. */
export const readDatabase = async (
  snapshot: Snapshot,
  { listeners }: Wiring,
  rest: Rest | undefined,
): Promise<DatabaseReading> => {
  const [clock] = await snapshot.ask<{ now: number; name: string }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now, current_database() as name',
  );
  const schemas = await snapshot.ask<DatabaseReading['schemas'][number]>(
    `select schema_id as "schemaId", schema_text as "schemaText", subject, fingerprint from contracts.schema_ids`,
  );
  return {
    takenAt: clock?.now ?? 0,
    name: clock?.name ?? '',
    services: snapshot.services,
    position: await readPosition(snapshot.ask),
    schemas,
    cases: await readOrders(snapshot),
    stock: await readStock(snapshot),
    moves: await readUnexplainedMoves(snapshot),
    ledgerTotals: await readLedgerTotals(snapshot),
    prices: await readPrices(snapshot, PRICES_REST_MS),
    outbox: await readOutbox(snapshot, rest),
    heard: await readHearings(snapshot, listeners),
    repeated: await readRepeatedEffects(snapshot),
    unsentHandled: await readUnsentHandled(snapshot, listeners),
    streams: await readStreams(snapshot),
    letters: await readLetters(snapshot),
    held: await readHeld(snapshot),
    deadIds: await readDeadIds(snapshot),
    answers: await readAnswers(snapshot),
  };
};
