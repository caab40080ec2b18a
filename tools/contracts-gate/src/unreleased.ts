import type { Contract } from '@tidemark/contracts-codegen/reading';
import { spoken } from '@tidemark/contracts-codegen/reading';
import type { Finding } from './finding.ts';
import { fileOf } from './places.ts';
import type { ReleasedSchema } from './released.ts';
import { lastReleaseOf } from './released.ts';

/** Messages that differ from their last release, and those that were never released; a draft is no message yet. */
export const unreleased = (contracts: readonly Contract[], released: readonly ReleasedSchema[]): readonly Contract[] =>
  spoken(contracts).filter(
    (contract) => JSON.stringify(lastReleaseOf(contract, released)?.schema) !== JSON.stringify(contract.schema),
  );

/** A message that no release has can be deployed and then changed, and nothing would be there to hold the change against. */
export const neverReleased = (
  contracts: readonly Contract[],
  released: readonly ReleasedSchema[],
): readonly Omit<Finding, 'line'>[] =>
  spoken(contracts)
    .filter((contract) => lastReleaseOf(contract, released) === undefined)
    .map((contract) => ({
      file: fileOf(contract),
      sentence: `${contract.record.name} was never released, so nothing would hold its next change against its readers; release it by: npm run contracts:release -- "Why."`,
    }));

/** A sentence for each message that was promised in one form and stands in another, which no release has. */
export const changedSinceRelease = ({
  unreleased: waiting,
  released,
}: {
  readonly unreleased: readonly Contract[];
  readonly released: readonly ReleasedSchema[];
}): readonly string[] =>
  waiting.flatMap((contract) => {
    const last = lastReleaseOf(contract, released);
    if (last === undefined) return [];
    const differs = `contracts/${fileOf(contract)} differs from v${last.version}, its last release`;
    return [`${differs}; release it by: npm run contracts:release -- "Why."`];
  });
