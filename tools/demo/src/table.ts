import type { Difference } from './reading.ts';
import { stories } from './stories.ts';
import type { Story } from './story.ts';
import { totalOf } from './story.ts';
import type { Outcome } from './tell.ts';
import { timelineLines } from './timeline.ts';

/** Paints words where colors are wanted, and leaves them alone elsewhere. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

export const plain: Paint = { good: (text) => text, bad: (text) => text };

export const colored: Paint = {
  good: (text) => `\u001B[32m${text}\u001B[39m`,
  bad: (text) => `\u001B[31m${text}\u001B[39m`,
};

const HEAD = ['story', 'what happens', 'end', 'money'] as const;

const cellsOf = (story: Story): readonly string[] => [story.name, story.title, story.end.order, moneyOf(story)];

export const moneyOf = (story: Story): string => {
  const { money } = story.end;
  const total = `${(totalOf(story) / 100).toFixed(2)} EUR`;
  return money === 'kept' || money === 'given back' ? `${total} ${money}` : money;
};

/** The columns are as wide as they ever need to be, so that rows can be printed before all are known. */
const widths = HEAD.map((title, index) =>
  Math.max(...[title, ...stories.map((story) => cellsOf(story)[index] ?? '')].map(({ length }) => length)),
);

const row = (...cells: readonly string[]): string =>
  cells.map((cell, index) => `  ${cell.padEnd(widths[index] ?? 0)}`).join('');

export const tableHead = (): string => row(...HEAD, '   time');

/** The row of a story that has ended: how it must, in what time, and where it did not. */
export const tableRow = (
  story: Story,
  durationMs: number,
  differences: readonly Pick<Difference, 'what'>[],
  paint: Paint,
): string => {
  const places = new Set(differences.map(({ what }) => what.split(':')[0]));
  const verdict = places.size === 0 ? paint.good('right') : `${paint.bad('WRONG')} in ${[...places].join(', ')}`;
  return row(...cellsOf(story), `${seconds(durationMs).padStart(5)} s  ${verdict}`);
};

/** The row of `--list`. */
export const listRow = (story: Story): string => row(...cellsOf(story)).trimEnd();

/** What was expected, what was found, and where to look. */
export const differenceLines = ({ story, orderId, differences, timeline }: Outcome): readonly string[] => [
  `  ${story.name} ended wrong${orderId === '' ? '' : `, order ${orderId}`}`,
  ...differences.flatMap(({ what, expected, found, where }: Difference) => [
    `    ${what}`,
    `      expected  ${shown(expected)}`,
    `      found     ${shown(found)}`,
    `      look at   ${where}`,
  ]),
  ...(timeline.length > 0 ? ['    what happened', ...timelineLines(timeline).map((line) => `  ${line}`)] : []),
];

const shown = (fact: Difference['found']): string => (fact === null || fact === '' ? 'nothing' : String(fact));

export const summary = (outcomes: readonly Outcome[], durationMs: number, paint: Paint): string => {
  const wrong = outcomes.filter(({ differences }) => differences.length > 0).length;
  const count = outcomes.length === 1 ? '1 story' : `${String(outcomes.length)} stories`;
  const verdict =
    wrong === 0
      ? paint.good(outcomes.length === 1 ? 'ended right' : 'all ended right')
      : paint.bad(`${String(wrong)} ended wrong`);
  return `  ${count} in ${seconds(durationMs)} s: ${verdict}`;
};

export const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
