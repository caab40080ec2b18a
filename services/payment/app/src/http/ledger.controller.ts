import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AccessGuard, Valid } from '@tidemark/platform';
import type { LedgerPage } from '../ledger.queries.ts';
import { LedgerQueries } from '../ledger.queries.ts';
import type { LedgerQuery } from './requests.ts';
import { ledgerQuery } from './requests.ts';

@ApiTags('ledger')
@UseGuards(AccessGuard)
@Controller('ledger')
export class LedgerController {
  readonly #queries: LedgerQueries;

  constructor(@Inject(LedgerQueries) queries: LedgerQueries) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({
    summary: 'The entries of the ledger, oldest first; the first page also has the totals per currency.',
  })
  @ApiQuery({ name: 'orderId', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  list(@Query(new Valid(ledgerQuery)) query: LedgerQuery): Promise<LedgerPage> {
    return this.#queries.page(query);
  }
}
