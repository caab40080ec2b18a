import type { Part } from '@tidemark/local';
import type { TestProject } from 'vitest/node';
import { provideParts } from './provide-parts.ts';

/** `TIDEMARK_TEST_PARTS=postgres,kafka` names those that are needed; without it, all start. */
export const setup = (project: TestProject): Promise<() => Promise<void>> =>
  provideParts(project, (process.env['TIDEMARK_TEST_PARTS'] ?? 'postgres,kafka,registry,connect').split(',') as Part[]);
