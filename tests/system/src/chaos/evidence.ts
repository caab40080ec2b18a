import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import { targetOf } from './schedule.ts';
import type { World } from './world.ts';

const clone = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where runs are remembered and the logs of failures kept. */
export const chaosDir = (): string => join(process.env['TIDEMARK_DATA'] ?? join(clone, '.tidemark'), 'chaos');

/** The one command that repeats a schedule. */
export const commandOf = ({ seed, orders, rate }: Omit<Schedule, 'faults'>): string =>
  `npm run chaos -- --schedules 1 --seed ${seed} --orders ${orders} --rate ${rate} --fresh`;

/** The same for one of {@link eachKilled}. */
export const commandOfAway = ({ faults: [fault], rate }: Schedule): string =>
  `npm run chaos -- --away ${(fault?.lengthMs ?? 0) / 1_000} --only ${fault === undefined ? '' : targetOf(fault)} --rate ${rate}`;

/** Keeps the logs of all processes with the schedule and what was wrong; answers the folder. */
export const keepEvidence = async (
  world: World,
  schedule: Schedule,
  outcome: Outcome,
  command = commandOf(schedule),
): Promise<string> => {
  const folder = join(chaosDir(), `seed-${schedule.seed}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(world.system.stack.logs, join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'outcome.json'), `${JSON.stringify({ command, schedule, outcome }, undefined, 2)}\n`);
  return folder;
};

/** What was run with the same flags before, by seed. */
export type Remembered = ReadonlyMap<number, Outcome>;

const fileOf = ({ orders, rate }: Pick<Schedule, 'orders' | 'rate'>): string =>
  join(chaosDir(), `passed-${orders}-orders-${rate}-per-second.jsonl`);

/** What has passed with these orders at this rate; a line that was cut off by a kill is not counted. */
export const recall = async (schedule: Pick<Schedule, 'orders' | 'rate'>): Promise<Remembered> => {
  const text = await readFile(fileOf(schedule), 'utf8').catch(() => '');
  const passed = new Map<number, Outcome>();
  for (const line of text.split('\n')) {
    try {
      // A line of an earlier version does not say what was not played.
      const { notPlayed = [], ...outcome } = JSON.parse(line) as Omit<Outcome, 'notPlayed'> & Partial<Outcome>;
      passed.set(outcome.seed, { ...outcome, notPlayed });
    } catch {
      // The last line of a run that was killed while it wrote.
    }
  }
  return passed;
};

export const remember = async (schedule: Pick<Schedule, 'orders' | 'rate'>, outcome: Outcome): Promise<void> => {
  await mkdir(chaosDir(), { recursive: true });
  await writeFile(fileOf(schedule), `${JSON.stringify(outcome)}\n`, { flag: 'a' });
};

export const forget = (schedule: Pick<Schedule, 'orders' | 'rate'>): Promise<void> =>
  rm(fileOf(schedule), { force: true });
