import { POISON_KEY } from './faults/poison.ts';
import type { Course } from './run-schedule.ts';
import type { Group, World } from './world.ts';

interface Letter {
  readonly place: string;
  readonly consumer: string;
  readonly key: string | null;
  readonly cause: string;
}

/** The dead letters of all services, held against what was poisoned. */
export const judgeDeadLetters = async (
  { services, groups, query }: World,
  { poisoned }: Pick<Course, 'poisoned'>,
): Promise<readonly string[]> => {
  const ofEach = services.map((service) =>
    query<Letter>(
      service,
      `select topic || '/' || partition || '/' || "offset" as place, consumer,
              convert_from(key, 'UTF8') as key, cause from dead_letter`,
    ),
  );
  return judgeLetters((await Promise.all(ofEach)).flat(), poisoned, groups);
};

/** Whatever was poisoned is a dead letter of everybody who listens there, and nothing else is one. */
export const judgeLetters = (
  letters: readonly Letter[],
  poisoned: readonly string[],
  groups: readonly Pick<Group, 'topics'>[],
): readonly string[] => {
  const unexpected = letters.filter(({ key }) => key?.startsWith(POISON_KEY) !== true);
  const consumers = new Map<string, Set<string>>();
  for (const { place, consumer } of letters) {
    consumers.set(place, (consumers.get(place) ?? new Set()).add(consumer));
  }
  const missing = poisoned.filter((place) => {
    const listeners = groups.filter(({ topics }) => topics.some((topic) => place.startsWith(`${topic}/`)));
    return consumers.get(place)?.size !== listeners.length;
  });
  return [
    ...unexpected.map(({ place, consumer, cause }) => `a dead letter of ${consumer} at ${place}: ${cause}`),
    ...missing.map((place) => `the poison at ${place} is not a dead letter of everybody who listens there`),
  ];
};
