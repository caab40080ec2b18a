import {
  changedSinceRelease,
  checkContracts,
  contractsFolder,
  lineOfFinding,
  speakers,
} from '@tidemark/contracts-gate';
import { RefusedRequest } from './refused-request.ts';

/**
 * Refuses a service while anything waits in the contracts. Its message is released with it, and a release takes whatever is
 * new: the unfinished work of others with it; where the gate objects, it takes nothing, after all else was written.
 */
export const refuseUnfinishedLanguage = async (): Promise<void> => {
  const verdict = checkContracts(contractsFolder, await speakers());
  const { findings, neverReleased } = verdict;
  const [first] = [...[...findings, ...neverReleased].map(lineOfFinding), ...changedSinceRelease(verdict)];
  if (first === undefined) return;
  throw new RefusedRequest(`A service releases its message at once, so nothing else may wait for that: ${first}`);
};
