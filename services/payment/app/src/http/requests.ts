import { z } from 'zod';

export const orderIdParameter = z.uuid('must be a UUID').toLowerCase();

const LONGEST_LIST = 500;

/** The query of GET /ledger. */
export const ledgerQuery = z.strictObject({
  orderId: z.uuid('must be a UUID').optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/u, 'must be the cursor of an earlier page')
    .optional(),
  limit: z.coerce.number('must be a number').int('must be a whole number').min(1).max(LONGEST_LIST).default(100),
});

export type LedgerQuery = z.infer<typeof ledgerQuery>;
