import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnexpectedAnswer } from './http.ts';
import { addressOf, look } from './look.ts';
import type { Difference, Reading } from './reading.ts';
import { differences, expectedReading } from './reading.ts';
import { Scene, StoryStopped } from './scene.ts';
import type { ProgramUrls } from './shop.ts';
import type { Story } from './story.ts';
import type { Moment } from './timeline.ts';
import { momentsOf } from './timeline.ts';

/** How a story ended. */
export interface Outcome {
  readonly story: Story;
  readonly orderId: string;
  /** From the order to its end, with every place saying so. */
  readonly durationMs: number;
  /** What was not as it must be; nothing, when the story ended right. */
  readonly differences: readonly Difference[];
  readonly timeline: readonly Moment[];
}

export interface TellingOptions {
  readonly urls: ProgramUrls;
  /** How long the provider's ledger is before the first story. */
  readonly ledgerFrom: number;
  /** Told when a story has come to its end, right or wrong; what is still watched may spoil it later. */
  readonly onEnd?: (story: Story, durationMs: number, differences: readonly Difference[]) => void;
}

/** Longer than the longest story takes; the whole demo is to end within a minute, also when something is wrong. */
const PATIENCE_MS = 40_000;
/** A wrong end that stands for so long is an end. */
const STANDS_MS = 8_000;
const LOOK_AGAIN_MS = 250;
const RESTS = new Set(['Confirmed', 'Dispatched', 'Abandoned']);

/**
 * Tells stories side by side, each with its own customer and products, and looks at every end twice: when it is there,
 * and again when the last story has ended, so that what comes too late is seen.
 */
export const tell = async (stories: readonly Story[], options: TellingOptions): Promise<readonly Outcome[]> => {
  const run = randomBytes(4).toString('hex');
  const endsAt = performance.now() + PATIENCE_MS;
  const ended = await Promise.all(
    stories.map((story) => tellOne(new Scene({ ...options, story, run, endsAt }), endsAt, options)),
  );
  return Promise.all(ended.map(lookAgain));
};

interface Ended {
  readonly scene: Scene;
  readonly endedAt: number;
  readonly durationMs: number;
  readonly differences: readonly Difference[];
}

const tellOne = async (scene: Scene, endsAt: number, { onEnd }: TellingOptions): Promise<Ended> => {
  let found: readonly Difference[];
  try {
    await scene.prepare();
    await scene.story.acts(scene);
    found = [...scene.answeredWrong, ...(await waitForEnd(scene, endsAt))];
  } catch (error) {
    found = [...scene.answeredWrong, differenceOf(error, scene)];
  }
  const endedAt = performance.now();
  const durationMs = endedAt - scene.placedAt;
  onEnd?.(scene.story, durationMs, found);
  return { scene, endedAt, durationMs, differences: found };
};

/** Looks until everything is as it must be, stands still otherwise, or patience ends; answers what is still wrong. */
const waitForEnd = async (scene: Scene, endsAt: number): Promise<readonly Difference[]> => {
  let [last, since] = ['', performance.now()];
  for (;;) {
    const reading = await look(scene);
    const found = differencesIn(scene, reading);
    const now = performance.now();
    if (found.length === 0 || now > endsAt) return found;
    const text = JSON.stringify(reading);
    if (text !== last) [last, since] = [text, now];
    if (isAtRest(reading) && now - since > STANDS_MS) return found;
    await sleep(LOOK_AGAIN_MS);
  }
};

const differencesIn = (scene: Scene, reading: Reading): readonly Difference[] =>
  differences(expectedReading(scene.story), reading, (place, fact) => addressOf(scene, place, fact));

const isAtRest = ({ fulfillment }: Reading): boolean => RESTS.has(String(fulfillment['status']));

/** An end never changes: what was right must still be, after everything that may come late has had its time to come. */
const lookAgain = async ({ scene, endedAt, durationMs, ...ended }: Ended): Promise<Outcome> => {
  const { story, orderId } = scene;
  let found = ended.differences;
  if (found.length === 0) {
    await sleep(Math.max(0, endedAt + story.watchMs - performance.now()));
    found = differencesIn(scene, await look(scene)).map((difference) => ({
      ...difference,
      what: `${difference.what}, changed after the end`,
    }));
  }
  const timeline = orderId === '' ? [] : await momentsOf(scene).catch(() => []);
  return { story, orderId, durationMs, differences: found, timeline };
};

const differenceOf = (error: unknown, { urls }: Scene): Difference => {
  if (error instanceof StoryStopped) return error.difference;
  const where = error instanceof UnexpectedAnswer ? error.url : urls.order;
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const found = error instanceof Error ? `${error.message}${cause}` : String(error);
  return { what: 'story: how it goes', expected: 'goes on', found, where };
};
