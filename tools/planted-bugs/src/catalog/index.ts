import type { Bug } from '../bug.ts';
import { auditorBugs } from './auditor.ts';
import { contractBugs } from './contracts.ts';
import { edgeBugs } from './edges.ts';
import { eventStoreBugs } from './event-store.ts';
import { harnessBugs } from './harness.ts';
import { httpBugs } from './http.ts';
import { messagingBugs } from './messaging.ts';
import { pactBugs } from './pacts.ts';
import { processBugs } from './processes.ts';
import { realPartBugs } from './real-parts.ts';
import { ruleBugs } from './rules.ts';

/** Every planted bug, by layer, from the database outward. */
export const catalog: readonly Bug[] = [
  ...eventStoreBugs,
  ...messagingBugs,
  ...processBugs,
  ...ruleBugs,
  ...edgeBugs,
  ...contractBugs,
  ...pactBugs,
  ...httpBugs,
  ...realPartBugs,
  ...auditorBugs,
  ...harnessBugs,
];
