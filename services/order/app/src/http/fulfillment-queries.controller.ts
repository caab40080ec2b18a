import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { AccessGuard, Answers, ProblemError, Valid } from '@tidemark/platform';
import type { FulfillmentPage } from '../fulfillments.queries.ts';
import { FulfillmentQueries } from '../fulfillments.queries.ts';
import type { ListFulfillmentsQuery } from './operations.requests.ts';
import { fulfillmentPage, shownFulfillment } from './answers.ts';
import { listFulfillmentsQuery } from './operations.requests.ts';
import { refusing, unknownOrder } from './refusals.ts';
import { orderIdParameter } from './requests.ts';

/** What operators look at. */
@UseGuards(AccessGuard)
@Controller('operations/fulfillments')
export class FulfillmentQueriesController {
  readonly #queries: FulfillmentQueries;

  constructor(@Inject(FulfillmentQueries) queries: FulfillmentQueries) {
    this.#queries = queries;
  }

  @Get()
  @Answers({
    summary: 'The fulfillments that fit, oldest order first.',
    answers: { 200: { description: 'One page of them.', body: fulfillmentPage } },
  })
  list(@Query(new Valid(listFulfillmentsQuery)) query: ListFulfillmentsQuery): Promise<FulfillmentPage> {
    return this.#queries.list(query);
  }

  @Get(':orderId')
  @Answers({
    summary: 'One fulfillment: journal with reasons, what is not answered, deadline, what can be done.',
    answers: { 200: { description: 'The fulfillment.', body: shownFulfillment } },
    refuses: refusing('ORDER_UNKNOWN'),
  })
  async show(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<object> {
    const shown = await this.#queries.show(orderId);
    if (shown !== undefined) return shown;
    throw new ProblemError(unknownOrder(orderId));
  }
}
