import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/**
 * UUID version 7 (RFC 9562): unique for ever, ascending in time, and in one process within a millisecond too, so that index
 * pages fill in order. Not a secret: one can be guessed from its neighbor.
 */
export const newId = (): string => uuidv7();

/** The root of a new trace, W3C Trace Context. */
export const newTraceparent = (): string => {
  const hex = randomBytes(24).toString('hex');
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
};
