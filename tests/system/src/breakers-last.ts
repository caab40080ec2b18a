import { readFileSync } from 'node:fs';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** What a file imports that kills, freezes or cuts off what the shared shop is made of. */
const BREAKER = "from './breakable-shop.ts'";

/** Puts the files that break the shared shop behind all that only use it; else leaves them in their order. */
export const breakersLast = <File extends Pick<TestSpecification, 'moduleId'>>(files: readonly File[]): File[] => {
  const breaks = ({ moduleId }: File): boolean => readFileSync(moduleId, 'utf8').includes(BREAKER);
  return [...files.filter((file) => !breaks(file)), ...files.filter(breaks)];
};

/** The order of the files of a run. */
export class BreakersLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return breakersLast(await super.sort(files));
  }
}
