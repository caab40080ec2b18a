import { randomBytes } from 'node:crypto';

/** A tracking code for a carrier that gives none; drawn at the edge, since rules have no randomness. */
export const newTrackingCode = (): string => `TM-${randomBytes(8).toString('hex').toUpperCase()}`;
