import type { OrderCase } from './order-case.ts';

/** The states in which a fulfillment waits for nobody. */
export const RESTS: ReadonlySet<string> = new Set(['Confirmed', 'Dispatched', 'Abandoned']);

/** Why an order is still on its way; empty when it is at rest, and may be held against the invariants. */
export const unrestOf = ({ order, process, openJobs, unheard, unsent = [] }: OrderCase): readonly string[] => [
  ...(order !== undefined && (process === undefined || !RESTS.has(process.status))
    ? [`its fulfillment is ${process?.status ?? 'not there'}`]
    : []),
  ...openJobs.map(({ service, kind, attempts }) => `${service} waits for ${kind}, ${attempts} attempts so far`),
  ...unheard.map(({ type, missingAt }) => `${type} is not handled by ${missingAt}`),
  ...unsent.map(({ type, missingAt }) => `${type} is not on ${missingAt}`),
];
