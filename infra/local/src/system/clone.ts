import { fileURLToPath } from 'node:url';

/** The root of the clone that this file is in. */
export const CLONE = fileURLToPath(new URL('../../../..', import.meta.url));
