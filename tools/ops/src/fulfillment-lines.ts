import { z } from 'zod';
import { agoOf } from './durations.ts';
import type { Paint } from './paint.ts';
import { shown, tableOf } from './table.ts';

const time = z.string().nullable();

const listed = z.object({
  orderId: z.string(),
  customerId: z.string().nullable(),
  status: z.string(),
  outstanding: z.array(z.string()),
  placedAt: z.string(),
  overdueSince: time,
});

export const pageShape = z.object({ fulfillments: z.array(listed), after: z.string().nullable() });

const step = z.object({
  at: z.string(),
  from: z.string(),
  to: z.string(),
  input: z.string(),
  sent: z.array(z.string()),
  actor: z.string(),
  reason: z.string().optional(),
  answer: z.string().optional(),
});

type Step = z.infer<typeof step>;

export const shownShape = z.object({
  orderId: z.string(),
  status: z.string(),
  placedAt: z.string(),
  awaits: z.array(z.string()),
  deadlineAt: time,
  overdueSince: time,
  possible: z.array(z.string()),
  journal: z.array(step),
});

export const listLines = (
  { fulfillments, after }: z.infer<typeof pageShape>,
  paint: Paint,
  now: number,
): readonly string[] => {
  if (fulfillments.length === 0) return ['no fulfillment fits'];
  return [
    ...tableOf(
      [
        { title: 'order', of: ({ orderId }) => orderId },
        { title: 'customer', of: ({ customerId }) => customerId ?? '' },
        { title: 'state', of: ({ status }) => status },
        { title: 'age', of: ({ placedAt }) => agoOf(placedAt, now) },
        {
          title: 'overdue',
          of: ({ overdueSince }) => (overdueSince === null ? '-' : agoOf(overdueSince, now)),
          isAlarm: ({ overdueSince }) => overdueSince !== null,
        },
        { title: 'outstanding', of: ({ outstanding }) => outstanding.join(' and ') },
      ],
      fulfillments,
      paint,
    ),
    ...(after === null ? [] : [paint.dim(`more: --after ${after}`)]),
  ];
};

export const shownLines = (fulfillment: z.infer<typeof shownShape>, paint: Paint): readonly string[] => {
  const { orderId, status, placedAt, awaits, deadlineAt, overdueSince, possible, journal } = fulfillment;
  const facts: readonly (readonly [string, string])[] = [
    ['order', orderId],
    ['placed', placedAt],
    ['state', status],
    ['awaits', awaits.length === 0 ? 'nobody' : `an answer to ${awaits.join(' and ')}`],
    ['deadline', deadlineAt ?? 'none'],
    ['overdue', overdueSince === null ? 'no' : paint.alarm(`since ${overdueSince}`)],
    ['possible', possible.length === 0 ? 'nothing' : possible.join(', ')],
  ];
  return [
    ...facts.map(([name, value]) => `${paint.dim(name.padEnd(8))}  ${value}`),
    '',
    ...tableOf(
      [
        { title: 'at', of: ({ at }: Step) => at },
        { title: 'state', of: ({ to }) => to },
        { title: 'heard', of: ({ input, answer }) => (answer === undefined ? input : `${input} ${answer}`) },
        { title: 'sent', of: ({ sent }) => sent.join(' and ') },
        { title: 'by', of: ({ actor, reason }) => (reason === undefined ? actor : `${actor}: ${shown(reason)}`) },
      ],
      journal,
      paint,
    ),
  ];
};
