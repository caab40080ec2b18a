import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { AccessGuard, Answers, Valid } from '@tidemark/platform';
import type { LedgerPage } from '../ledger.queries.ts';
import { LedgerQueries } from '../ledger.queries.ts';
import { ledgerPage } from './answers.ts';
import type { LedgerQuery } from './requests.ts';
import { ledgerQuery } from './requests.ts';

@UseGuards(AccessGuard)
@Controller('ledger')
export class LedgerController {
  readonly #queries: LedgerQueries;

  constructor(@Inject(LedgerQueries) queries: LedgerQueries) {
    this.#queries = queries;
  }

  @Get()
  @Answers({
    summary: 'The entries of the ledger, oldest first; the first page also has the totals per currency.',
    answers: { 200: { description: 'One page of them.', body: ledgerPage } },
  })
  list(@Query(new Valid(ledgerQuery)) query: LedgerQuery): Promise<LedgerPage> {
    return this.#queries.page(query);
  }
}
