import type { TestProject } from 'vitest/node';
import { provideParts } from './provide-parts.ts';

/** They start in three seconds; messages come as bytes and leave as rows, so nothing carries them between the two. */
export const setup = (project: TestProject): Promise<() => Promise<void>> =>
  provideParts(project, ['postgres', 'kafka']);
