import { z } from 'zod';
import { agoOf } from './durations.ts';
import type { Paint } from './paint.ts';
import { shown, tableOf } from './table.ts';

const listed = z.object({
  id: z.string(),
  consumer: z.string(),
  status: z.string(),
  code: z.string(),
  key: z.string().nullable(),
  type: z.string().nullable(),
  attempts: z.number(),
  at: z.string(),
});

export const listedShape = z.object({ deadLetters: z.array(listed), cursor: z.string().nullable() });

const reading = z.object({
  base64: z.string(),
  message: z.unknown().optional(),
  schema: z.object({ id: z.number() }).loose().optional(),
  unreadable: z.string().optional(),
  text: z.string().nullable().optional(),
});

type Reading = z.infer<typeof reading>;

export const letterShape = z.object({
  id: z.string(),
  consumer: z.string(),
  status: z.string(),
  attempts: z.number(),
  code: z.string(),
  cause: z.string(),
  at: z.string(),
  origin: z.object({ topic: z.string(), partition: z.number(), offset: z.number() }),
  key: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  value: reading.nullable(),
  edited: reading.nullable(),
  actions: z.array(
    z.object({ action: z.string(), actor: z.string(), reason: z.string(), result: z.string(), at: z.string() }),
  ),
});

export const rehearsalShape = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('fails'), consumer: z.string(), code: z.string(), cause: z.string() }),
  z.object({
    outcome: z.literal('handled'),
    consumer: z.string(),
    facts: z.array(z.object({ streamId: z.string(), type: z.string() })),
    transitions: z.array(z.object({ processId: z.string(), fromStatus: z.string(), toStatus: z.string() })),
    messages: z.array(z.object({ topic: z.string(), message: z.object({ type: z.string() }).loose().optional() })),
    jobs: z.array(z.object({ kind: z.string(), key: z.string() })),
    rows: z.array(z.object({ table: z.string() })),
  }),
]);

export const listLetterLines = (
  { deadLetters, cursor }: z.infer<typeof listedShape>,
  paint: Paint,
  now: number,
): readonly string[] => {
  if (deadLetters.length === 0) return ['no dead letter fits'];
  return [
    ...tableOf(
      [
        { title: 'dead letter', of: ({ id }) => id },
        { title: 'consumer', of: ({ consumer }) => consumer },
        { title: 'key', of: ({ key }) => key ?? '-' },
        { title: 'type', of: ({ type }) => type ?? '-' },
        { title: 'age', of: ({ at }) => agoOf(at, now) },
        { title: 'attempts', of: ({ attempts }) => String(attempts) },
        { title: 'failed of', of: ({ code }) => code, isAlarm: ({ status }) => status === 'open' },
      ],
      deadLetters,
      paint,
    ),
    ...(cursor === null ? [] : [`more: --after ${cursor}`]),
  ];
};

export const letterLines = (letter: z.infer<typeof letterShape>, { dim }: Paint): readonly string[] => {
  const { topic, partition, offset } = letter.origin;
  const rows: readonly (readonly [string, string])[] = [
    ['dead letter', letter.id],
    ['status', letter.status],
    ['consumer', letter.consumer],
    ['from', `${topic}/${String(partition)}/${String(offset)}`],
    ['key', letter.key ?? '-'],
    ['failed of', `${letter.code}: ${letter.cause}`],
    ['attempts', `${String(letter.attempts)}, the last at ${letter.at}`],
    ...Object.entries(letter.headers).map(([name, value]) => [`header ${name}`, value] as const),
    ['value', readingLine(letter.value)],
    ...(letter.edited === null ? [] : [['edited', readingLine(letter.edited)] as const]),
    ...letter.actions.map(
      ({ at, action, actor, reason, result }) =>
        ['done', `${at} ${action} by ${actor}: ${reason} (${result})`] as const,
    ),
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, text]) => `${dim(title.padEnd(width))}  ${shown(text)}`);
};

const readingLine = (value: Reading | null): string => {
  if (value === null) return 'none';
  const { message, schema, unreadable, text, base64 } = value;
  if (message !== undefined) return `${JSON.stringify(message)} (schema ${String(schema?.id ?? '?')})`;
  return `${text ?? base64} (${unreadable ?? 'no message'})`;
};

export const rehearsalLines = (rehearsal: z.infer<typeof rehearsalShape>): readonly string[] => {
  if (rehearsal.outcome === 'fails') {
    return [`${rehearsal.consumer} would fail again`, `  ${rehearsal.code}: ${shown(rehearsal.cause)}`];
  }
  const { facts, transitions, messages, jobs, rows } = rehearsal;
  const effects = [
    ...facts.map(({ streamId, type }) => `fact ${type} in ${streamId}`),
    ...transitions.map(({ processId, fromStatus, toStatus }) => `${processId} from ${fromStatus} to ${toStatus}`),
    ...messages.map(({ topic, message }) => `message ${message?.type ?? '?'} on ${topic}`),
    ...jobs.map(({ kind, key }) => `call ${kind} for ${key}`),
    ...rows.map(({ table }) => `row in ${table}`),
  ];
  return [
    `${rehearsal.consumer} would handle it${effects.length === 0 ? ', and change nothing' : ':'}`,
    ...effects.map((effect) => `  ${shown(effect)}`),
  ];
};
