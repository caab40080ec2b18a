import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AccessGuard, problem, ProblemError, Valid } from '@tidemark/platform';
import type { FulfillmentPage } from '../fulfillments.queries.ts';
import { FulfillmentQueries } from '../fulfillments.queries.ts';
import type { ListFulfillmentsQuery } from './operations.requests.ts';
import { listFulfillmentsQuery, statuses } from './operations.requests.ts';
import { orderIdParameter } from './requests.ts';

/** What operators look at. */
@ApiTags('operations')
@UseGuards(AccessGuard)
@Controller('operations/fulfillments')
export class FulfillmentQueriesController {
  readonly #queries: FulfillmentQueries;

  constructor(@Inject(FulfillmentQueries) queries: FulfillmentQueries) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({ summary: 'The fulfillments that fit, oldest order first.' })
  @ApiQuery({ name: 'status', required: false, description: `Some of ${statuses.join(', ')}, separated by commas.` })
  @ApiQuery({ name: 'customerId', required: false, type: String })
  @ApiQuery({ name: 'overdue', required: false, type: Boolean, description: 'Whether an answer is overdue.' })
  @ApiQuery({ name: 'olderThanSeconds', required: false, type: Number, description: 'Placed longer ago than this.' })
  @ApiQuery({ name: 'after', required: false, description: 'What the page before this one ended with.' })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  list(@Query(new Valid(listFulfillmentsQuery)) query: ListFulfillmentsQuery): Promise<FulfillmentPage> {
    return this.#queries.list(query);
  }

  @Get(':orderId')
  @ApiOperation({ summary: 'One fulfillment: journal with reasons, what is not answered, deadline, what can be done.' })
  @ApiResponse({ status: 404, description: 'ORDER_UNKNOWN' })
  async show(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<object> {
    const shown = await this.#queries.show(orderId);
    if (shown !== undefined) return shown;
    throw new ProblemError(problem(404, 'ORDER_UNKNOWN', 'There is no order with this id.', { orderId }));
  }
}
