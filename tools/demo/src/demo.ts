import type { Reporter, StopRequests } from '@tidemark/local';
import type { FoundShop } from './find-shop.ts';
import { shopFor } from './find-shop.ts';
import { lengthOfProvidersLedger } from './look.ts';
import type { Options } from './options.ts';
import type { Output } from './screen.ts';
import { Screen } from './screen.ts';
import type { Paint } from './table.ts';
import { colored, differenceLines, plain, seconds, summary, tableHead, tableRow } from './table.ts';
import type { Outcome } from './tell.ts';
import { tell } from './tell.ts';
import { timelineLines } from './timeline.ts';

export interface DemoContext {
  readonly people: Output;
  /** Gets JSON and nothing else, when that is asked for. */
  readonly programs: Output;
  readonly report: Reporter;
  readonly requests: StopRequests;
}

type Telling = Extract<Options, { readonly kind: 'tell' }>;

const INTERRUPTED = 130;
const STATUS_EVERY_MS = 500;

/** Tells the stories that are asked for and answers the exit code. What was started for it is stopped, also by Ctrl-C. */
export const demo = async (options: Telling, context: DemoContext): Promise<number> => {
  const { report, requests } = context;
  const shop = await shopFor(options.urls, report, requests.signal);
  try {
    const told = await Promise.race([tellAll(shop, options, context), requests.first]);
    return told ?? INTERRUPTED;
  } finally {
    await shop.leave();
  }
};

const tellAll = async ({ urls, isOwn }: FoundShop, options: Telling, context: DemoContext): Promise<number> => {
  const { stories, json } = options;
  const ledgerFrom = await lengthOfProvidersLedger(urls);
  const paint = paintFor(context.people);
  const screen = new Screen(json ? { write: () => undefined } : context.people);
  const began = performance.now();
  const open = new Set(stories);
  const status = (): void => {
    const names = [...open].map(({ name }) => name);
    const waiting = names.length > 3 ? `${String(names.length)} stories` : names.join(', ');
    const what = names.length === 0 ? 'looking at every end once more' : `waiting for ${waiting}`;
    screen.status(`  ${seconds(performance.now() - began)} s, ${what}`);
  };
  screen.line(`\n  orders at ${urls.order}\n`);
  screen.line(tableHead());
  const clock = setInterval(status, STATUS_EVERY_MS);
  const outcomes = await tell(stories, {
    urls,
    ledgerFrom,
    onEnd: (story, durationMs, differences) => {
      open.delete(story);
      screen.line(tableRow(story, durationMs, differences, paint));
    },
  }).finally(() => {
    clearInterval(clock);
    screen.status('');
  });
  const durationMs = performance.now() - began;
  const wrong = outcomes.filter(({ differences }) => differences.length > 0);
  if (json) context.programs.write(`${JSON.stringify(resultOf(outcomes, durationMs, urls, isOwn), null, 2)}\n`);
  screen.line('');
  if (wrong.length === 0 && outcomes[0] && outcomes.length === 1) showTimeline(screen, outcomes[0]);
  for (const line of wrong.flatMap((outcome) => [...differenceLines(outcome), ''])) screen.line(line);
  screen.line(summary(outcomes, durationMs, paint));
  return wrong.length === 0 ? 0 : 1;
};

const showTimeline = (screen: Screen, { orderId, timeline }: Outcome): void => {
  for (const line of [`  order ${orderId}`, ...timelineLines(timeline), '']) screen.line(line);
};

const paintFor = ({ isTTY }: Output): Paint =>
  isTTY === true && (process.env['NO_COLOR'] ?? '') === '' ? colored : plain;

/** What `--json` prints. */
const resultOf = (outcomes: readonly Outcome[], durationMs: number, urls: object, startedForIt: boolean): object => ({
  ok: outcomes.every(({ differences }) => differences.length === 0),
  durationMs: Math.round(durationMs),
  startedForIt,
  urls,
  stories: outcomes.map(({ story: { name, title, end }, orderId, differences, timeline, ...outcome }) => ({
    name,
    title,
    ok: differences.length === 0,
    end,
    orderId,
    durationMs: Math.round(outcome.durationMs),
    differences,
    timeline,
  })),
});
