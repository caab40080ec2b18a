import { mixes, mixNames } from './mixes.ts';

const options: readonly (readonly [string, string])[] = [
  ['--rate N', 'orders per second, on average (50); the first step of --find-capacity (100)'],
  ['--seconds N', 'how long is measured (30); of each step of a search (20)'],
  ['--warmup N', 'how long the same load runs before that (5)'],
  ['--mix NAME', `one of ${mixNames.join(', ')}`],
  ['--find-capacity', 'steps up until p99 is above 500 ms, orders pile up, or anything ends wrong'],
  ['--suite', 'everything that the page of figures shows, one after the other on one shop'],
  ['--accept', 'also: how many POSTs a second are accepted at most, whatever becomes of the orders meanwhile'],
  ['--compare-naive', 'also: the same load, or search, on the naive chain; the suite always does'],
  ['--no-anchors', 'without insert loop, bare CDC leg and bare Fastify; they run unless told not to'],
  ['--idle N', 'seconds in which the idle shop is watched first (10); 0 leaves it out'],
  ['--seed N', 'the seed of arrivals and orders; a random one is drawn and printed'],
  ['--skus N', 'products to order (200)'],
  ['--own', 'start a shop for it even though one runs'],
  ['--data DIR', 'the shop that runs on this data folder'],
  ['--max-slip MS', 'p99 of how late the generator may be before the run is void (20)'],
  ['--json FILE', 'the figures for programs'],
  ['--markdown FILE', 'the table of --suite for a page'],
  ['--help', 'this'],
];

/** What `npm run bench -- --help` shows. */
export const help = (): string =>
  [
    'npm run bench -- [options]',
    '',
    'Sends orders at moments that were drawn beforehand, whether the shop keeps up or not, and measures from the moment at',
    'which an order was to be sent until its end was committed. Uses the shop that "npm start" runs; where none runs, it',
    'starts one on throw-away data and stops it.',
    '',
    ...options.map(([option, what]) => `  ${option.padEnd(20)}${what}`),
    '',
    ...mixNames.map((name) => `  ${name.padEnd(20)}${mixes[name].says}`),
    '',
    'Ends with 0 when the figures count, with 1 when an order ended wrong or the audit found something, with 2 when the run',
    'is void or could not be made.',
  ].join('\n');
