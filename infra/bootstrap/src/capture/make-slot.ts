import type pg from 'pg';

/** What was written again because a lost slot may not have told it. */
export interface PublishedAgain {
  readonly messages: number;
  /** Of captured tables. */
  readonly rows: number;
}

/**
 * Makes the slot, which must be absent or lost, and publishes everything again since the last confirmed mark; before any
 * mark was ever confirmed, everything there is.
 *
 * The slot appears in the last step. Whatever ends this earlier leaves it absent, and the whole can be done again. What
 * reads the slot must be silent, and must have forgotten its positions: they belong to a slot that is gone.
 */
export async function makeSlot(client: pg.ClientBase): Promise<PublishedAgain> {
  await client.query('select capture.begin_slot()');
  const { rows } = await client.query<{ place: string; messages: string; rows: string }>(
    'select place::text, messages, rows_touched as rows from capture.publish_again()',
  );
  const [again] = rows;
  if (again === undefined) throw new Error('capture.publish_again answered no row: run bootstrap, which makes it.');
  await client.query('select capture.finish_slot($1)', [again.place]);
  return { messages: Number(again.messages), rows: Number(again.rows) };
}
