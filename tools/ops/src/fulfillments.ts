import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Command, CommandGroup, CommandOption, Input, Services, Shown } from './command.ts';
import { WrongUsage } from './command.ts';
import { secondsOf } from './durations.ts';
import { listLines, pageShape, shownLines, shownShape } from './fulfillment-lines.ts';

const PATH = '/operations/fulfillments';

const list: Command = {
  name: 'list',
  takes: [],
  options: {
    status: {
      value: 'STATES',
      does: 'some of AwaitingStock, AwaitingPayment, AwaitingShipment, Confirmed, Canceling, Undoing, Dispatched, Abandoned, separated by commas',
    },
    customer: { value: 'ID', does: 'of this customer' },
    overdue: { does: 'with an answer that is overdue' },
    'in-time': { does: 'without one' },
    'older-than': { value: 'TIME', does: 'placed longer ago than 90s, 15m, 2h or 1d' },
    limit: { value: 'N', does: 'at most so many, up to 100 (20)' },
    after: { value: 'ID', does: 'the page after the one that ended with this order' },
  },
  does: 'fulfillments that fit, oldest order first',
  run: async (input, { get }) => {
    const { body } = await get('order', `${PATH}${queryOf(input)}`);
    const page = pageShape.parse(body);
    return { json: body, lines: (paint) => listLines(page, paint, Date.now()) };
  },
};

const queryOf = (input: Input): string => {
  const olderThan = input['older-than'];
  const asked = {
    status: input['status'],
    customerId: input['customer'],
    overdue: overdueOf(input),
    olderThanSeconds: olderThan === undefined ? undefined : String(secondsOf('--older-than', olderThan)),
    limit: input['limit'],
    after: input['after'],
  };
  const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

const overdueOf = (input: Input): string | undefined => {
  const [overdue, inTime] = [input['overdue'] !== undefined, input['in-time'] !== undefined];
  if (overdue && inTime) throw new WrongUsage('--overdue and --in-time leave nothing to list: give one of them.');
  return overdue ? 'true' : inTime ? 'false' : undefined;
};

const show: Command = {
  name: 'show',
  takes: ['order'],
  options: {},
  does: 'journal, what is not answered, deadline, and what can be done',
  run: async (input, services) => shownOf(await readOne(services, input)),
};

const readOne = async ({ get }: Services, { order = '' }: Input): Promise<unknown> =>
  (await get('order', `${PATH}/${encodeURIComponent(order)}`)).body;

const shownOf = (body: unknown): Shown => {
  const fulfillment = shownShape.parse(body);
  return { json: body, lines: (paint) => shownLines(fulfillment, paint) };
};

const signed: Readonly<Record<string, CommandOption>> = {
  actor: { value: 'NAME', required: true, does: 'who you are; it stands in the journal, and nobody checks it' },
  reason: { value: 'TEXT', required: true, does: 'why; it stands beside the journal' },
  key: { value: 'KEY', does: 'the idempotency key of an earlier try that had no answer' },
};

const operation = (name: string, does: string, options: Command['options'] = {}): Command => ({
  name,
  takes: ['order'],
  options: { ...options, ...signed },
  does,
  run: async (input, { post }) => {
    const { order = '', key = randomUUID(), actor, reason, answer } = input;
    const path = `${PATH}/${encodeURIComponent(order)}/${name}`;
    const { body } = await post('order', path, { body: { actor, reason, answer }, key });
    const { status, outstanding, changed } = answerShape.parse(body);
    const owed = outstanding.length === 0 ? '' : `, ${outstanding.join(' and ')} outstanding`;
    return { json: body, lines: () => [`${changed ? 'done' : 'nothing to change'}: ${status}${owed}`] };
  },
});

const answerShape = z.object({ status: z.string(), outstanding: z.array(z.string()), changed: z.boolean() });

/** Looks at the fulfillments of orders, and moves one on by hand. */
export const fulfillments: CommandGroup = {
  name: 'fulfillments',
  commands: [
    list,
    show,
    operation('ask-again', 'asks again now for what is not answered'),
    operation('undo', 'undoes the order, as a cancellation by its customer would'),
    operation('close', 'declares one outstanding undo settled outside', {
      answer: { value: 'UNDO', required: true, does: 'payment or stock' },
    }),
  ],
};
