import { Controller, Get, Headers, Inject, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { DescribedHeader } from '@tidemark/platform';
import { AccessGuard, Answers, etagHeader, ProblemError, Valid } from '@tidemark/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { OrderPage, OrderReading } from '../orders.queries.ts';
import { OrderQueries } from '../orders.queries.ts';
import type { ListOrdersQuery, ReadOrderQuery } from './requests.ts';
import { fulfillmentReading, orderHistory, orderPage, orderReading } from './answers.ts';
import { refusing, unknownOrder } from './refusals.ts';
import { listOrdersQuery, orderIdParameter, readOrderQuery } from './requests.ts';

const PREFER: DescribedHeader = {
  description: '`wait=<seconds>`, RFC 7240; at most 10.',
  schema: z.string().max(1_000),
};

const APPLIED: DescribedHeader = {
  description: 'Only there when the answer shows what was waited for.',
  schema: z.string().regex(/^wait=(?:[1-9]|10)$/u),
};

@UseGuards(AccessGuard)
@Controller('orders')
export class OrderQueriesController {
  readonly #queries: OrderQueries;

  constructor(@Inject(OrderQueries) queries: OrderQueries) {
    this.#queries = queries;
  }

  @Get()
  @Answers({
    summary: 'The orders of a customer, newest first.',
    answers: { 200: { description: 'One page of them.', body: orderPage } },
  })
  list(@Query(new Valid(listOrdersQuery)) query: ListOrdersQuery): Promise<OrderPage> {
    return this.#queries.list(query);
  }

  @Get(':orderId')
  @Answers({
    summary: 'One order. With minVersion and `Prefer: wait=2` the answer waits for the view.',
    reads: { Prefer: PREFER },
    answers: {
      200: {
        description: 'The order as the view shows it.',
        body: orderReading,
        headers: { ETag: etagHeader, 'Preference-Applied': APPLIED },
      },
    },
    refuses: refusing('ORDER_UNKNOWN'),
  })
  async read(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Query(new Valid(readOrderQuery)) { minVersion = 1 }: ReadOrderQuery,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReading> {
    const waitMs = waitOf(prefer);
    const order = found(await this.#queries.read(orderId, minVersion, waitMs), orderId);
    void reply.header('etag', `"${String(order.version)}"`);
    if (waitMs > 0 && order.version >= minVersion)
      void reply.header('preference-applied', `wait=${String(waitMs / 1_000)}`);
    return order;
  }

  @Get(':orderId/history')
  @Answers({
    summary: 'What happened to an order, in its public form, oldest first.',
    answers: { 200: { description: 'Its facts.', body: orderHistory } },
    refuses: refusing('ORDER_UNKNOWN'),
  })
  async history(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<object> {
    return { orderId, facts: found(await this.#queries.history(orderId), orderId) };
  }

  @Get(':orderId/fulfillment')
  @Answers({
    summary: 'How far an order is: state, journal with times, what remains, since when an answer is overdue.',
    answers: { 200: { description: 'Its fulfillment.', body: fulfillmentReading } },
    refuses: refusing('ORDER_UNKNOWN'),
  })
  async fulfillment(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<object> {
    return found(await this.#queries.fulfillment(orderId), orderId);
  }
}

const LONGEST_WAIT_SECONDS = 10;

const waitOf = (prefer: string | undefined): number => {
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])/u.exec(prefer ?? '')?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), LONGEST_WAIT_SECONDS) * 1_000;
};

const found = <Value>(value: Value | undefined, orderId: string): Value => {
  if (value !== undefined) return value;
  const detail = 'There is no order with this id, or the view has not heard of it yet: ask with Prefer: wait=2.';
  throw new ProblemError(unknownOrder(orderId, detail));
};
