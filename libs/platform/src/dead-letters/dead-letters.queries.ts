import type { MessageCodec, Registry } from '@tidemark/avro';
import type { Rehearsal, Store } from '@tidemark/event-store';
import { StoreUnavailable } from '@tidemark/event-store';
import type { Rehearse } from '@tidemark/messaging';
import type pg from 'pg';
import { ProblemError } from '../http/problem.ts';
import { bytesOf, recordOf } from './bytes.ts';
import type { DeadLetter } from './dead-letter.decider.ts';
import type { DeadLetterFilter, ListQuery } from './dead-letters.requests.ts';
import { problemOf } from './dead-letters.refusals.ts';
import { deadLetterTable } from './dead-letters.tables.ts';

export interface DeadLetterParts {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly store: Pick<Store, 'readRows'>;
  readonly codec: MessageCodec;
  readonly registry: Registry;
  /** By the consumer's stable name. */
  readonly rehearse: ReadonlyMap<string, Rehearse>;
}

interface Listed {
  readonly id: string;
  readonly consumer: string;
  readonly status: string;
  readonly code: string;
  readonly cause: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly type: string | null;
  readonly attempts: number;
  readonly at: Date;
}

/** Everything that can be asked of dead letters. Nothing here changes anything. */
export class DeadLetterQueries {
  readonly #parts: DeadLetterParts;

  constructor(parts: DeadLetterParts) {
    this.#parts = parts;
  }

  /** The oldest first; `cursor` asks for what comes after, and is null on the last page. */
  async list({ after, limit, ...filter }: ListQuery): Promise<object> {
    const { rows } = await this.#parts.pool.query<Listed>(
      `select id, consumer, status, code, cause, topic, partition, "offset"::float8 as "offset",
              encode(substring(key for 1024), 'escape') as key, headers ->> 'type' as type, attempts, at
       from dead_letter where ${FITS} and ($8::uuid is null or (at, id) > (select at, id from dead_letter where id = $8))
       order by at, id limit $9`,
      [...valuesOf(filter), after ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    return { deadLetters: page, cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  }

  /** Those that fit, the oldest first, as ids: what is done to them is decided under their locks. */
  async idsOf(filter: Omit<DeadLetterFilter, 'status'>, atMost: number): Promise<readonly string[]> {
    const { rows } = await this.#parts.pool.query<{ id: string }>(
      `select id from dead_letter where ${FITS} order by at, id limit $8`,
      [...valuesOf({ ...filter, status: 'open' }), atMost],
    );
    return rows.map(({ id }) => id);
  }

  /** Everything about one: decoded with its schema, headers, cause, and what operators did to it. */
  async show(id: string): Promise<object> {
    const { value, editedValue, key, topic, partition, offset, ...letter } = await this.#find(id);
    const { rows: actions } = await this.#parts.pool.query<object>(
      'select action, actor, reason, result, at from operator_action where dead_letter_id = $1 order by at, id',
      [id],
    );
    return {
      ...letter,
      origin: { topic, partition, offset },
      key: key === null ? null : bytesOf(key).toString('utf8'),
      value: value === null ? null : await this.#reading(bytesOf(value), topic),
      edited: editedValue === null ? null : await this.#reading(bytesOf(editedValue), topic),
      actions,
    };
  }

  /** What its consumer would do about it now, with the edited copy where there is one. Changes nothing. */
  async dryRun(id: string): Promise<object> {
    const letter = await this.#find(id);
    const rehearse = this.#parts.rehearse.get(letter.consumer);
    if (rehearse === undefined) {
      throw new ProblemError(problemOf({ code: 'CONSUMER_UNKNOWN', consumer: letter.consumer }));
    }
    const rehearsal = await rehearse(recordOf(letter));
    return { id, consumer: letter.consumer, ...(await this.#told(rehearsal)) };
  }

  async #find(id: string): Promise<DeadLetter> {
    const found = (await this.#parts.store.readRows(deadLetterTable, [id])).get(id) as DeadLetter | undefined;
    if (found === undefined) {
      throw new ProblemError(problemOf({ code: 'DEAD_LETTER_UNKNOWN' }));
    }
    return found;
  }

  async #told(rehearsal: Rehearsal): Promise<object> {
    if (rehearsal.kind === 'failed') {
      const { code, cause } = rehearsal.failure;
      return { outcome: 'fails', code, cause };
    }
    const { facts, journal, outbox, jobs, deadlines, rows } = rehearsal.effects;
    return {
      outcome: 'handled',
      facts: facts.map(({ streamId, version, fact }) => ({ streamId, version, ...fact })),
      transitions: journal.map(({ processId, fromStatus, toStatus }) => ({ processId, fromStatus, toStatus })),
      messages: await Promise.all(
        outbox.map(async ({ topic, key, payload }) => ({ topic, key, ...(await this.#reading(payload, topic)) })),
      ),
      jobs: jobs.map(({ kind, key }) => ({ kind, key })),
      deadlines: deadlines.map(({ processId, set }) => ({ processId, afterMs: set?.afterMs ?? null })),
      rows: rows.map(({ table, row }) => ({ table: table.name, row })),
    };
  }

  /** What bytes say, as far as anybody can tell. Never fails for the bytes. */
  async #reading(bytes: Uint8Array, topic: string): Promise<object> {
    const base64 = Buffer.from(bytes).toString('base64');
    try {
      const message = await this.#parts.codec.decode(bytes, topic);
      return { base64, message, schema: await this.#schemaOf(bytes, topic) };
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      return { base64, unreadable: error instanceof Error ? error.message : String(error), text: textOf(bytes) };
    }
  }

  async #schemaOf(bytes: Uint8Array, topic: string): Promise<object> {
    const id = Buffer.from(bytes).readInt32BE(1);
    return this.#parts.registry.schemaText(id, topic).then(
      (schema) => ({ id, schema: JSON.parse(schema) as unknown }),
      (error: unknown) => ({ id, unavailable: String(error) }),
    );
  }
}

/** Values 1 to 7. */
const FITS = `status = $1 and ($2::text is null or consumer = $2) and ($3::text is null or topic = $3)
  and ($4::text is null or key = convert_to($4, 'UTF8')) and ($5::text is null or code = $5)
  and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)`;

const valuesOf = ({ status, consumer, topic, key, code, since, until }: DeadLetterFilter): readonly unknown[] =>
  [status, consumer, topic, key, code, since, until].map((value) => value ?? null);

/** Text, where the bytes are nothing else: row changes of another database, say. */
const textOf = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};
