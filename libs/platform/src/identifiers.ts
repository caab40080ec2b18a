import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** UUID version 7 (RFC 9562): unique for ever, ascending in time, so that index pages fill in order. */
export const newId = (): string => v7();

/** The root of a new trace, W3C Trace Context. */
export const newTraceparent = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
