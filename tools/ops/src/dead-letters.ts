import { randomUUID } from 'node:crypto';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { z } from 'zod';
import type { Command, CommandGroup, CommandOption, Input, Services } from './command.ts';
import { WrongUsage } from './command.ts';
import {
  letterLines,
  letterShape,
  listedShape,
  listLetterLines,
  rehearsalLines,
  rehearsalShape,
} from './dead-letter-lines.ts';

const PATH = '/operations/dead-letters';
const SERVICES = serviceNames();

const service: CommandOption = { value: 'NAME', required: true, does: `whose it is: ${SERVICES.join(', ')}` };

const filters: Readonly<Record<string, CommandOption>> = {
  consumer: { value: 'NAME', does: 'of this consumer, such as order.fulfillment' },
  topic: { value: 'NAME', does: 'that came from this topic' },
  'record-key': { value: 'TEXT', does: 'with this key, mostly the id of an order' },
  code: { value: 'CODE', does: 'that failed of this' },
  since: { value: 'TIME', does: 'that died at 2026-01-31T12:00:00Z or later' },
  until: { value: 'TIME', does: 'that died before then' },
};

const filterOf = (input: Input): Readonly<Record<string, string>> => {
  const { consumer, topic, code, since, until } = input;
  const asked = { consumer, topic, key: input['record-key'], code, since, until };
  return Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

const serviceOf = (input: Input): string => {
  const named = input['service'] ?? '';
  if (SERVICES.includes(named)) return named;
  throw new WrongUsage(`--service must be one of ${SERVICES.join(', ')}, not "${named}".`);
};

const pathOf = ({ letter = '' }: Input, what = ''): string => `${PATH}/${encodeURIComponent(letter)}${what}`;

const list: Command = {
  name: 'list',
  takes: [],
  options: {
    service: { ...service },
    ...filters,
    status: { value: 'STATUS', does: 'open (the default), held, handled or discarded' },
    limit: { value: 'N', does: 'at most so many, up to 100 (20)' },
    after: { value: 'ID', does: 'the page after the one that ended with this letter' },
  },
  does: 'dead letters that fit, the oldest first',
  run: async (input, { get }) => {
    const { status, limit, after } = input;
    const paging = Object.entries({ status, limit, after }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const query = new URLSearchParams([...Object.entries(filterOf(input)), ...paging]).toString();
    const { body } = await get(serviceOf(input), `${PATH}?${query}`);
    const page = listedShape.parse(body);
    return { json: body, lines: (paint) => listLetterLines(page, paint, Date.now()) };
  },
};

const show: Command = {
  name: 'show',
  takes: ['letter'],
  options: { service },
  does: 'decoded with its schema, headers, cause, and what was done to it',
  run: async (input, { get }) => {
    const { body } = await get(serviceOf(input), pathOf(input));
    const letter = letterShape.parse(body);
    return { json: body, lines: (paint) => letterLines(letter, paint) };
  },
};

const dryRun: Command = {
  name: 'dry-run',
  takes: ['letter'],
  options: { service },
  does: 'what its consumer would do about it now; changes nothing',
  run: async (input, { post }) => {
    const { body } = await post(serviceOf(input), pathOf(input, '/dry-run'), { body: {}, key: randomUUID() });
    const rehearsal = rehearsalShape.parse(body);
    return { json: body, lines: () => rehearsalLines(rehearsal) };
  },
};

const signed: Readonly<Record<string, CommandOption>> = {
  actor: { value: 'NAME', required: true, does: 'who you are; it is recorded, and nobody checks it' },
  reason: { value: 'TEXT', required: true, does: 'why; it is recorded' },
  key: { value: 'KEY', does: 'the idempotency key of an earlier try that had no answer' },
};

const one = (
  name: string,
  does: string,
  options: Command['options'] = {},
  more: (input: Input) => object = () => ({}),
): Command => ({
  name,
  takes: ['letter'],
  options: { service, ...options, ...signed },
  does,
  run: async (input, services) => {
    const body = await posted(input, services, pathOf(input, `/${name}`), more(input));
    return { json: body, lines: () => [`done: ${oneShape.parse(body).status}`] };
  },
});

const many = (
  name: string,
  does: string,
  options: Command['options'] = {},
  more: (input: Input) => object = () => ({}),
): Command => ({
  name: `${name}-many`,
  takes: [],
  options: {
    service,
    ...filters,
    'at-most': { value: 'N', does: 'the oldest N that fit, up to 500 (100)' },
    ...options,
    ...signed,
  },
  does,
  run: async (input, services) => {
    const atMost = numberOf(input, 'at-most');
    const chosen = { filter: filterOf(input), ...(atMost !== undefined && { atMost }) };
    const body = await posted(input, services, `${PATH}/${name}`, { ...chosen, ...more(input) });
    const { done, leftOut } = manyShape.parse(body);
    return { json: body, lines: () => [`done: ${String(done)}, left out: ${String(leftOut)}`] };
  },
});

const posted = async (input: Input, { post }: Services, path: string, more: object): Promise<unknown> => {
  const { actor, reason, key = randomUUID() } = input;
  return (await post(serviceOf(input), path, { body: { actor, reason, ...more }, key })).body;
};

const oneShape = z.object({ status: z.string() });
const manyShape = z.object({ asked: z.number(), done: z.number(), leftOut: z.number() });

const numberOf = (input: Input, option: string): number | undefined => {
  const text = input[option];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new WrongUsage(`--${option} must be a number, not "${text}".`);
};

const editedOf = ({ message, base64 }: Input): object => {
  if ((message === undefined) === (base64 === undefined)) {
    throw new WrongUsage('Give either --message or --base64: what is to be sent in place of the original.');
  }
  if (message === undefined) return { base64 };
  try {
    return { message: JSON.parse(message) as unknown };
  } catch {
    throw new WrongUsage('--message must be JSON with a type, such as {"type":"PaymentVoided","orderId":"…"}.');
  }
};

/** Looks at the dead letters of a service, and decides what becomes of them. */
export const deadLetters: CommandGroup = {
  name: 'dead-letters',
  commands: [
    list,
    show,
    one(
      'edit',
      'keeps an edited copy beside the original, for the next redrive',
      {
        message: { value: 'JSON', does: 'the message, written with the schema of its type' },
        base64: { value: 'BYTES', does: 'bytes as they are' },
      },
      editedOf,
    ),
    dryRun,
    one('redrive', 'sends it again to the consumer that could not handle it'),
    many(
      'redrive',
      'sends again what is open and fits, at a rate',
      { 'per-second': { value: 'N', does: 'how many a second (10)' } },
      (input) => {
        const perSecond = numberOf(input, 'per-second');
        return perSecond === undefined ? {} : { perSecond };
      },
    ),
    one('discard', 'gives it up; it is kept, with the reason'),
    many('discard', 'gives up what is open and fits'),
  ],
};
