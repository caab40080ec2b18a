/** Runs as the owner, with names that nobody else can redirect. */
const DEFINER = 'language plpgsql security definer set search_path = pg_catalog, pg_temp';

const HERE = '(select system_identifier from pg_control_system())';

/** Slot, publication and database have one name. */
const NEXT_SLOT = `(current_database() || '_next')`;

const OUTBOXES = `select format('%I.%I', schemaname, tablename) as name, schemaname::text as schema
  from pg_publication_tables where pubname = current_database() and tablename = 'outbox' order by 1`;

/** A row that goes the whole way to Kafka and stays nowhere. */
const SEND_PROBE = `create or replace function capture.send_probe() returns void ${DEFINER} as $$
  declare
    probe uuid := gen_random_uuid();
    hex text := replace(probe::text, '-', '');
    place bigint;
  begin
    insert into bootstrap.outbox
      (id, topic, key, type, correlation_id, causation_id, traceparent, actor, occurred_at, payload)
    values (probe, 'tidemark.probe.v1', probe::text, 'Probe', probe::text, probe::text,
            format('00-%s-%s-00', hex, left(hex, 16)), 'watchdog', clock_timestamp() at time zone 'UTC', 'probe')
    returning seq into place;
    delete from bootstrap.outbox where seq = place;
  end $$`;

/**
 * Takes a mark, confirms those that the slot has passed, and answers how the slot is.
 *
 * The snapshot is older than the place, because a statement has its snapshot before it runs: what the snapshot sees was
 * committed before the place. At most a hundred marks wait; one is kept per minute of what is confirmed, for pruning.
 */
const LOOK = `create or replace function capture.look(
    keep interval,
    out slot_found boolean, out wal_status text, out read_now boolean, out confirmed text,
    out lag_bytes bigint, out kept_bytes bigint, out cap_bytes bigint, out waiting_ms double precision
  ) ${DEFINER} as $$
  declare
    here bigint := ${HERE};
    slot record;
    settled pg_lsn;
  begin
    delete from capture.mark where system_id <> here;
    insert into capture.mark (lsn, snapshot, system_id)
      select pg_current_wal_insert_lsn(), pg_current_snapshot(), here
      where (select count(*) from capture.mark where confirmed_at is null) < 100
      on conflict (lsn) do nothing;
    select * into slot from pg_replication_slots
      where slot_name = current_database() and database = current_database() and slot_type = 'logical';
    slot_found := found;
    wal_status := slot.wal_status;
    read_now := coalesce(slot.active, false);
    confirmed := slot.confirmed_flush_lsn::text;
    lag_bytes := pg_wal_lsn_diff(pg_current_wal_lsn(), slot.confirmed_flush_lsn);
    kept_bytes := pg_wal_lsn_diff(pg_current_wal_lsn(), slot.restart_lsn);
    cap_bytes := (select case when setting::bigint < 0 then null else setting::bigint * 1048576 end
                  from pg_settings where name = 'max_slot_wal_keep_size');
    update capture.mark set confirmed_at = clock_timestamp()
      where confirmed_at is null and lsn <= slot.confirmed_flush_lsn;
    select max(lsn) into settled from capture.mark where confirmed_at <= clock_timestamp() - keep;
    delete from capture.mark as old where confirmed_at is not null and (
      lsn < settled
      or exists (select from capture.mark as newer where newer.confirmed_at is not null and newer.lsn > old.lsn
                 and date_trunc('minute', newer.confirmed_at) = date_trunc('minute', old.confirmed_at)));
    waiting_ms := (select extract(epoch from clock_timestamp() - min(taken_at)) * 1000
                   from capture.mark where confirmed_at is null);
  end $$`;

/**
 * The first of three steps that make the slot: a slot that ends with this session, to be made the real one at the end.
 * Refuses while the real one is there and whole, whoever asks.
 */
const BEGIN_SLOT = `create or replace function capture.begin_slot() returns void ${DEFINER} as $$
  declare
    status text := (select coalesce(s.wal_status, 'unknown') from pg_replication_slots s
                    where slot_name = current_database());
  begin
    if status = 'lost' then
      perform pg_drop_replication_slot(current_database());
    elsif status is not null then
      raise exception 'The slot % is there (%), so it is not made again.', current_database(), status;
    end if;
    -- Of an attempt of this session that failed.
    perform pg_drop_replication_slot(slot_name) from pg_replication_slots
      where slot_name = ${NEXT_SLOT} and active_pid = pg_backend_pid();
    perform pg_create_logical_replication_slot(${NEXT_SLOT}, 'pgoutput', true);
  end $$`;

/**
 * The second step: holds all writers of what is published, and writes everything again that the last confirmed mark does
 * not cover: messages with their ids, in their order; rows of captured tables as they are, and those deleted. Answers the place in the log
 * from which the slot has to be read: before it nothing is missing, after it everything comes in the order of commits.
 */
const PUBLISH_AGAIN = `create or replace function capture.publish_again(
    out place pg_lsn, out messages bigint, out rows_touched bigint
  ) ${DEFINER} set lock_timeout = '30s' as $$
  declare
    sure pg_snapshot := (select snapshot from capture.mark where confirmed_at is not null and system_id = ${HERE}
                         order by lsn desc limit 1);
    published record;
    written bigint;
  begin
    execute (
      select format('lock table %s in share row exclusive mode', string_agg(format('%I.%I', schemaname, tablename), ', '
                    order by schemaname, tablename))
      from pg_publication_tables where pubname = current_database());
    place := pg_current_wal_insert_lsn();
    messages := 0;
    rows_touched := 0;
    for published in
      select format('%I.%I', p.schemaname, p.tablename) as name, p.tablename = 'outbox' as is_outbox,
             (select string_agg(quote_ident(attname), ', ' order by attidentity <> '', attnum) from pg_attribute
              where attrelid = format('%I.%I', p.schemaname, p.tablename)::regclass and attnum > 0
                and not attisdropped and attgenerated = ''
                and not (p.tablename = 'outbox' and attname in ('seq', 'transaction_id'))) as columns
      from pg_publication_tables p where pubname = current_database() order by 1
    loop
      if published.is_outbox then
        execute format('with moved as (
            delete from %1$s where $1 is null or not pg_visible_in_snapshot(transaction_id, $1) returning *
          ) insert into %1$s (%2$s) select %2$s from moved order by seq', published.name, published.columns) using sure;
        get diagnostics written = row_count;
        messages := messages + written;
      else
        written := capture.tell_rows_again(published.name, published.columns, sure);
        rows_touched := rows_touched + written;
      end if;
    end loop;
  end $$`;

/**
 * Touches every row of a captured table, and deletes once more what was deleted since the last confirmed mark and is not
 * back; answers how many rows that were.
 */
const TELL_ROWS_AGAIN = `create or replace function capture.tell_rows_again(captured text, columns text, sure pg_snapshot)
  returns bigint ${DEFINER} as $$
  declare
    touched bigint;
    gone record;
    place tid;
  begin
    execute format('update %1$s set %2$s = %2$s', captured, split_part(columns, ', ', 1));
    get diagnostics touched = row_count;
    for gone in
      select seq, old from capture.deletion
      where deleted_from = captured and (sure is null or not pg_visible_in_snapshot(transaction_id, sure)) order by seq
    loop
      delete from capture.deletion where seq = gone.seq;
      execute format('insert into %1$s (%2$s) overriding system value
          select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing returning ctid', captured, columns)
        into place using gone.old;
      if place is not null then
        execute format('delete from %s where ctid = $1', captured) using place;
        touched := touched + 1;
      end if;
    end loop;
    return touched;
  end $$`;

/** A row that is gone can be told of again only by who remembers it. */
const NOTE_DELETION = `create or replace function capture.note_deletion() returns trigger ${DEFINER} as $$
  begin
    insert into capture.deletion (deleted_from, old)
      values (format('%I.%I', tg_table_schema, tg_table_name), to_jsonb(old));
    return null;
  end $$`;

/** The third step: the real slot appears, already past what was written again. Until then it is absent. */
const FINISH_SLOT = `create or replace function capture.finish_slot(place pg_lsn) returns void ${DEFINER} as $$
  begin
    perform pg_replication_slot_advance(${NEXT_SLOT}, place);
    perform pg_copy_logical_replication_slot(${NEXT_SLOT}, current_database(), false);
    perform pg_drop_replication_slot(${NEXT_SLOT});
  end $$`;

/**
 * Deletes rows of each outbox that were confirmed longer ago than they are kept, the oldest first, at most so many of
 * each; answers how many. A row that no confirmed mark covers is never among them, whatever the caller asks for.
 */
const PRUNE = `create or replace function capture.prune(keep interval, most integer)
  returns table (outbox text, pruned bigint) ${DEFINER} as $$
  declare
    sure pg_snapshot := (select snapshot from capture.mark
                         where confirmed_at <= clock_timestamp() - keep and system_id = ${HERE}
                         order by lsn desc limit 1);
    box record;
  begin
    if sure is null then
      return;
    end if;
    for box in ${OUTBOXES} loop
      execute format('delete from %1$s where seq = any(array(
          select seq from (select seq, transaction_id from %1$s order by seq limit $1) as oldest
          where pg_visible_in_snapshot(transaction_id, $2)))', box.name) using most, sure;
      get diagnostics pruned = row_count;
      outbox := box.schema;
      return next;
    end loop;
    delete from capture.deletion where pg_visible_in_snapshot(transaction_id, sure);
  end $$`;

/** All that the watchdog may call, and how the slot is made by whoever makes it. Safe to run again. */
export const CAPTURE_FUNCTIONS: readonly string[] = [
  SEND_PROBE,
  LOOK,
  BEGIN_SLOT,
  NOTE_DELETION,
  TELL_ROWS_AGAIN,
  PUBLISH_AGAIN,
  FINISH_SLOT,
  PRUNE,
];

/** What the watchdog's role may call; the others are called by these, or by a trigger. */
export const CALLED_BY_WATCHDOG: readonly string[] = [
  'send_probe',
  'look',
  'begin_slot',
  'publish_again',
  'finish_slot',
  'prune',
];
