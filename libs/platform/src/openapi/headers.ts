import { z } from 'zod';
import type { DescribedHeader } from './answers.ts';

/** The answer's version of what was read or changed. */
export const etagHeader: DescribedHeader = {
  description: 'The version of what is answered.',
  schema: z.string().regex(/^"\d+"$/u),
  required: true,
};

/** Where what was made or changed can be read: an address below this one. */
export const locationBelow = (path: string): DescribedHeader => ({
  description: 'Where to read what came of it.',
  schema: z.string().regex(new RegExp(`^${path}/[^/]+$`, 'u')),
  required: true,
});
