import { counted } from '../step-report.ts';
import type { TopicWish } from './topics-file.ts';

/** A topic as it is. */
export interface TopicState {
  readonly name: string;
  readonly partitions: number;
  readonly holdsRecords: boolean;
  readonly configuration: Readonly<Record<string, string>>;
  /** The part of it that was set on the topic itself. */
  readonly overrides: Readonly<Record<string, string>>;
}

export interface TopicChanges {
  readonly create: readonly TopicWish[];
  /** More partitions for a topic that holds nothing yet. */
  readonly grow: readonly TopicWish[];
  /** Settings to alter; those not named keep their value. */
  readonly alter: readonly { readonly name: string; readonly configuration: Readonly<Record<string, string>> }[];
  /** What is not as it should be and is left alone, each with what to do. */
  readonly drift: readonly string[];
}

/**
 * What has to be done to make topics as they should be, without losing a record or moving a key.
 *
 * Left alone and reported: the partition count of a topic that holds records, a cleanup policy, a shorter retention.
 */
export function topicChanges(wishes: readonly TopicWish[], states: readonly TopicState[]): TopicChanges {
  const known = new Map(states.map((state) => [state.name, state]));
  const changes = { create: [], grow: [], alter: [], drift: [] } as {
    create: TopicWish[];
    grow: TopicWish[];
    alter: { name: string; configuration: Record<string, string> }[];
    drift: string[];
  };
  for (const wish of wishes) {
    const state = known.get(wish.name);
    if (state === undefined) {
      changes.create.push(wish);
      continue;
    }
    if (state.partitions < wish.partitions && !state.holdsRecords) changes.grow.push(wish);
    else if (state.partitions !== wish.partitions) changes.drift.push(partitionDrift(wish, state));
    const configuration: Record<string, string> = {};
    for (const [setting, wanted] of Object.entries(wish.configuration)) {
      const actual = state.configuration[setting];
      if (actual === wanted) continue;
      const objection = objectionTo(setting, actual, wanted);
      if (objection === undefined) configuration[setting] = wanted;
      else changes.drift.push(`${wish.name} has ${setting} ${actual ?? '?'} instead of ${wanted}: ${objection}.`);
    }
    if (Object.keys(configuration).length > 0) changes.alter.push({ name: wish.name, configuration });
  }
  return changes;
}

function partitionDrift({ name, partitions }: TopicWish, state: TopicState): string {
  const count = `${name} has ${counted(state.partitions, 'partition')} instead of ${partitions}`;
  return state.holdsRecords
    ? `${count} and holds records, whose keys would move: make a new topic version instead.`
    : `${count}, and partitions cannot be taken away: delete the topic while it is empty.`;
}

/** Why a setting must not be altered here; undefined when it may. */
function objectionTo(setting: string, actual: string | undefined, wanted: string): string | undefined {
  if (setting === 'cleanup.policy') return 'altering it may delete records, so do it by hand once that is wanted';
  if (!setting.startsWith('retention.') && setting !== 'delete.retention.ms') return undefined;
  const shorter = wanted !== '-1' && (actual === '-1' || Number(wanted) < Number(actual));
  return shorter ? 'a shorter retention deletes records, so alter it by hand once that is wanted' : undefined;
}
