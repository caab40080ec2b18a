import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenSeals, readSums, SUMS } from './sums.ts';

/**
 * What has changed in the streams that earlier versions of services stored, in sentences: such streams stand in databases
 * and must be folded for ever, whatever becomes of the fixtures. One file of sums for all services tells it, so that a folder
 * that is gone is missed too.
 */
export const changedStreams = (services: string): readonly string[] => {
  const sumsFile = join(services, SUMS);
  const seals = existsSync(sumsFile) ? readSums(readFileSync(sumsFile, 'utf8')) : [];
  const unsealed = globSync('*/*/src/**/stored-v*/*', { cwd: services })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !seals.some((seal) => seal.path === path))
    .toSorted();
  return [
    ...brokenSeals(services, seals).map(({ kind, path, line }) =>
      kind === 'gone'
        ? `services/${SUMS}:${line}: ${path} is a stream as ${versionOf(path)} stored it, and it is gone; bring it back from the history.`
        : `services/${path}:1: This stream is no longer as ${versionOf(path)} stored it, and databases hold it as it was; bring it back from the history, and add a file of its own for what is stored today.`,
    ),
    ...unsealed.map(
      (path) =>
        `services/${path}:1: Nothing would tell that this stored stream has changed; seal it, in services: sha256sum ${path} >> ${SUMS}.`,
    ),
  ];
};

/** `version 1`, of `…/stored-v1/order-canceled.json`. */
const versionOf = (path: string): string => `version ${/\/stored-v(\d+)\//u.exec(path)?.[1] ?? 'unknown'}`;
