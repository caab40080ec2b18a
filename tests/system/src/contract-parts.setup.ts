import type { TestProject } from 'vitest/node';
import { provideParts } from './provide-parts.ts';

/** They start in three seconds. Messages come as bytes and leave as rows; only who is awake hears of the broker. */
export const setup = (project: TestProject): Promise<() => Promise<void>> =>
  provideParts(project, ['postgres', 'kafka']);
