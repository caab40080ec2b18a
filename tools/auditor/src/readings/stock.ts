import type { StockReading, UnexplainedMove } from '../judgments/stock.ts';
import type { PriceReading } from '../judgments/views.ts';
import type { Snapshot } from './session.ts';

interface StockRow {
  readonly sku: string;
  readonly types: readonly string[] | null;
  readonly pieces: readonly number[] | null;
  readonly on_hand: string | null;
  readonly reserved: string | null;
  readonly shipped: string | null;
  readonly held: string;
  readonly gone: string;
}

/** Pieces by order and SKU, as the reservations say: one row for each line of each answer. */
const RESERVED_LINES = `
  select e.stream_id, e.type, e.message_id, e.data->>'orderId' as order_id, l->>'sku' as sku,
         (l->>'quantity')::bigint as quantity
  from inventory.event e cross join lateral jsonb_array_elements(e.data->'lines') as l
  where e.stream_id like 'reservation-%' and e.type in ('ReservationMade', 'ReservationReleased', 'ReservationShipped')`;

export const readStock = async ({ ask }: Snapshot): Promise<readonly StockReading[]> => {
  const rows = await ask<StockRow>(
    `with counts as (
       select substr(stream_id, 7) as sku, array_agg(type order by version) as types,
              array_agg(coalesce(data->>'quantity', data->>'counted')::float8 order by version) as pieces
       from inventory.event where stream_id like 'stock-%' group by stream_id
     ), heads as (
       select substr(stream_id, 7) as sku, snapshot->>'onHand' as on_hand, snapshot->>'reserved' as reserved,
              snapshot->>'shipped' as shipped
       from inventory.head where stream_id like 'stock-%'
     ), lines as (${RESERVED_LINES}), ended as (
       select distinct stream_id from inventory.event
       where stream_id like 'reservation-%' and type in ('ReservationReleased', 'ReservationShipped')
     ), orders as (
       select l.sku, coalesce(sum(quantity) filter (where type = 'ReservationMade' and e.stream_id is null), 0) as held,
              coalesce(sum(quantity) filter (where type = 'ReservationShipped'), 0) as gone
       from lines l left join ended e using (stream_id) group by l.sku
     )
     select sku, types, pieces, on_hand, reserved, shipped, coalesce(held, 0) as held, coalesce(gone, 0) as gone
     from counts full join heads using (sku) full join orders using (sku)`,
  );
  return rows.map((row) => ({
    sku: row.sku,
    facts: (row.types ?? []).map((type, index) => ({ type, pieces: Number(row.pieces?.[index]) })),
    ...(row.on_hand !== null && {
      head: { onHand: Number(row.on_hand), reserved: Number(row.reserved), shipped: Number(row.shipped) },
    }),
    heldByOrders: Number(row.held),
    shippedByOrders: Number(row.gone),
  }));
};

/** Only what differs: a reservation and the stock it moves are written by one message in one transaction. */
export const readUnexplainedMoves = async ({ ask }: Snapshot): Promise<readonly UnexplainedMove[]> => {
  type Row = { sku: string; orderId: string | null; what: string; byStock: string; byOrder: string };
  const rows = await ask<Row>(
    `with by_order as (
       select message_id, sku, max(order_id) as order_id, sum(quantity) as pieces,
              case type when 'ReservationMade' then 'reserved' when 'ReservationReleased' then 'released' else 'shipped' end as what
       from (${RESERVED_LINES}) as l group by message_id, sku, type
     ), by_stock as (
       select message_id, data->>'sku' as sku, sum((data->>'quantity')::bigint) as pieces,
              case type when 'StockReserved' then 'reserved' when 'StockReleased' then 'released' else 'shipped' end as what
       from inventory.event
       where stream_id like 'stock-%' and type in ('StockReserved', 'StockReleased', 'StockShipped') group by message_id, data->>'sku', type
     )
     select sku, what, order_id as "orderId", coalesce(s.pieces, 0) as "byStock", coalesce(o.pieces, 0) as "byOrder"
     from by_order o full join by_stock s using (message_id, sku, what)
     where o.pieces is distinct from s.pieces`,
  );
  return rows.map(({ sku, orderId, what, byStock, byOrder }) => ({
    sku,
    ...(orderId !== null && { orderId }),
    what,
    byStock: Number(byStock),
    byOrder: Number(byOrder),
  }));
};

/** Products beside the copy that orders are priced with; what has just changed may still be on its way, and is left out. */
export const readPrices = async ({ ask }: Snapshot, restMs: number): Promise<readonly PriceReading[]> => {
  type Row = { sku: string; product: string | null; copy: string | null; deleted: boolean | null };
  const said = (table: string, price: string, version: string): string =>
    `${table}.name || ' at ' || ${table}.${price} || ' ' || ${table}.currency || ', version ' || ${version}`;
  const rows = await ask<Row>(
    `select sku, ${said('p', 'price_minor', 'p.version')} as product,
            ${said('c', 'unit_price_minor', 'c.version / 2')} as copy, c.deleted
     from inventory.product p full join "order".product_price c using (sku)
     where p.updated_at is null or p.updated_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [restMs],
  );
  return rows.map(({ sku, product, copy, deleted }) => ({
    sku,
    ...(product !== null && { product }),
    ...(copy !== null && { copy }),
    copyDeleted: deleted ?? false,
  }));
};
