import { z } from 'zod';

const id = z.uuid();
const at = z.iso.datetime();
const whole = z.int().min(0);
const status = z.enum(['open', 'held', 'handled', 'discarded']);

/** What consumers write is theirs to say; only what it is told by is promised. */
const ofAnyKind = z.looseObject({ type: z.string() });

/** Bytes, and what they say as far as anybody can tell. */
const reading = z.union([
  z.strictObject({
    base64: z.base64(),
    message: ofAnyKind,
    schema: z.union([
      z.strictObject({ id: whole, schema: z.looseObject({ type: z.string() }) }),
      z.strictObject({ id: whole, unavailable: z.string() }),
    ]),
  }),
  z.strictObject({ base64: z.base64(), unreadable: z.string(), text: z.string().nullable() }),
]);

export const letterPage = z.strictObject({
  deadLetters: z
    .array(
      z.strictObject({
        id,
        consumer: z.string(),
        status,
        code: z.string(),
        cause: z.string(),
        topic: z.string(),
        partition: whole,
        offset: whole,
        key: z.string().nullable(),
        type: z.string().nullable(),
        attempts: whole,
        at,
      }),
    )
    .max(100),
  cursor: id.nullable(),
});

export const shownLetter = z.strictObject({
  id,
  consumer: z.string(),
  messageId: z.string(),
  origin: z.strictObject({ topic: z.string(), partition: whole, offset: whole }),
  key: z.string().nullable(),
  value: reading.nullable(),
  edited: reading.nullable(),
  headers: z.record(z.string(), z.string()),
  timestampMs: whole,
  attempts: whole,
  code: z.string(),
  cause: z.string(),
  stack: z.string(),
  at,
  status,
  changedAt: at.nullable(),
  actions: z.array(
    z.strictObject({
      action: z.enum(['EditDeadLetter', 'RedriveDeadLetter', 'DiscardDeadLetter']),
      actor: z.string(),
      reason: z.string(),
      result: z.string(),
      at,
    }),
  ),
});

export const rehearsed = z.union([
  z.strictObject({ id, consumer: z.string(), outcome: z.literal('fails'), code: z.string(), cause: z.string() }),
  z.strictObject({
    id,
    consumer: z.string(),
    outcome: z.literal('handled'),
    facts: z.array(z.looseObject({ streamId: z.string(), version: whole, type: z.string() })),
    transitions: z.array(z.strictObject({ processId: z.string(), fromStatus: z.string(), toStatus: z.string() })),
    messages: z.array(z.looseObject({ topic: z.string(), key: z.string(), base64: z.base64() })),
    jobs: z.array(z.strictObject({ kind: z.string(), key: z.string() })),
    deadlines: z.array(z.strictObject({ processId: z.string(), afterMs: z.number().nullable() })),
    rows: z.array(z.strictObject({ table: z.string(), row: z.looseObject({}) })),
  }),
]);

export const changedLetter = z.strictObject({ id, status });

export const counted = z.strictObject({ asked: whole, done: whole, leftOut: whole });
