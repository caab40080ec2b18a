import type { TestProject } from 'vitest/node';
import { provideParts } from './provide-parts.ts';

/** Postgres alone: it starts in a second, and a service needs nothing else to keep what it promises. */
export const setup = (project: TestProject): Promise<() => Promise<void>> => provideParts(project, ['postgres']);
