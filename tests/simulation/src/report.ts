import type { Chosen } from './choices.ts';
import { Choices, textOfChosen } from './choices.ts';
import type { House } from './house.ts';
import type { Ended } from './simulation.ts';
import { simulate } from './simulation.ts';
import { shrunk } from './shrink.ts';
import type { VariantName } from './variants.ts';
import { variants } from './variants.ts';

/** How a run is to be repeated. */
export interface Setting {
  readonly inbox: boolean;
  readonly variant: VariantName | undefined;
}

/** A run, told: one line for each thing that happened. */
export interface Told {
  readonly ended: Ended;
  readonly lines: readonly string[];
  /** What chance decided otherwise than tame. */
  readonly chosen: Chosen;
}

/** Runs once and tells of everything. */
export const told = (choices: Choices, { inbox, variant }: Setting): Told => {
  const lines: string[] = [];
  const ended = simulate(choices, {
    inbox,
    house: houseOf(variant),
    telling: (now, who, what) => lines.push(`${clock(now)}  ${who.padEnd(9)}  ${what}`),
  });
  return { ended, lines, chosen: choices.taken };
};

export const houseOf = (variant: VariantName | undefined): House | undefined => variant && variants[variant].house;

/** The fewest choices found that break the same rule; the given ones when they break none. */
export const shortened = (chosen: Chosen, { inbox, variant }: Setting): Chosen => {
  const house = houseOf(variant);
  const rule = simulate(Choices.repeating(chosen), { inbox, house }).failure?.rule;
  if (rule === undefined) return chosen;
  const stillFails = (candidate: Chosen): Chosen | undefined => {
    const attempt = Choices.repeating(candidate);
    return simulate(attempt, { inbox, house }).failure?.rule === rule ? attempt.taken : undefined;
  };
  // There is always a first order: a story of a later one is shorter when it is told of the first.
  const few = shrunk(chosen, stillFails);
  return [2, 3, 4].reduce((best, number) => {
    const renamed = [...best].map(
      ([name, choice]) => [name.replace(`:order-${number}:`, ':order-1:'), choice] as const,
    );
    const ofTheFirst = new Map(renamed.filter(([name]) => name !== `order:${number}::1`));
    return ofTheFirst.size < best.size && stillFails(ofTheFirst) ? shrunk(ofTheFirst, stillFails) : best;
  }, few);
};

/** All that is to be known of a seed that ends wrong: its story, a shorter one, and the commands that repeat both. */
export const reportOf = (seed: number, setting: Setting): readonly string[] => {
  const { ended, lines, chosen } = told(Choices.ofSeed(seed, { recording: true }), setting);
  const few = shortened(chosen, setting);
  const short = told(Choices.repeating(few), setting);
  return [
    `Seed ${seed} ${inboxText(setting)} ends wrong. ${failureText(ended)}`,
    ...lines.map(indented),
    '',
    `Shortened to ${few.size} choices of ${chosen.size}, and to ${short.ended.orders} of ${counted(ended.orders, 'order')}. ${failureText(short.ended)}`,
    ...short.lines.map(indented),
    '',
    `Again:     npm run simulate -- --from ${seed} --seeds 1 ${flagsOf(setting)}`,
    `Shortened: npm run simulate -- --choices ${textOfChosen(few)} ${flagsOf(setting)}`,
  ];
};

export const failureText = ({ failure }: Ended): string =>
  failure ? `Broken: ${failure.rule}. ${failure.sentence}` : 'Nothing is wrong.';

const inboxText = ({ inbox }: Setting): string => (inbox ? 'with the inbox' : 'without the inbox');

const flagsOf = ({ inbox, variant }: Setting): string =>
  `--inbox ${inbox ? 'on' : 'off'}${variant === undefined ? '' : ` --variant ${variant}`}`;

export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

const indented = (line: string): string => `  ${line}`;

/** Minutes, seconds and milliseconds since the beginning. */
const clock = (ms: number): string => {
  const minutes = String(Math.floor(ms / 60_000)).padStart(2, '0');
  const seconds = String(Math.floor(ms / 1_000) % 60).padStart(2, '0');
  return `${minutes}:${seconds}.${String(ms % 1_000).padStart(3, '0')}`;
};
