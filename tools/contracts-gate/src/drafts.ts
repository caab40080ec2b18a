import type { Contract } from '@tidemark/contracts-codegen/reading';
import type { Speaker } from './audience.ts';
import type { Finding } from './finding.ts';
import { fileOf } from './places.ts';
import type { ReleasedSchema } from './released.ts';
import { lastReleaseOf } from './released.ts';

/** A draft is a beginning: nobody says it or hears it, and it was never released, so it may still become anything. */
export const misusedDrafts = (
  contracts: readonly Contract[],
  speakers: readonly Speaker[],
  released: readonly ReleasedSchema[],
): readonly Omit<Finding, 'line'>[] =>
  contracts
    .filter(({ draft }) => draft)
    .flatMap((contract) => {
      const { name } = contract.record;
      const past = lastReleaseOf(contract, released);
      const users = speakers.filter(({ publishes, hears }) => publishes.includes(name) || hears.includes(name));
      const uses = users.map((user) => `${user.publishes.includes(name) ? 'sent' : 'read'} by ${user.name}`);
      return [...(past === undefined ? [] : [`released in v${past.version}`]), ...uses].map((what) => ({
        file: fileOf(contract),
        sentence: `${name} calls itself a draft and is ${what}; take "draft" out of the file.`,
      }));
    });
