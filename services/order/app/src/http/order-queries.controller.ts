import { Controller, Get, Headers, Inject, Param, Query, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AccessGuard, problem, ProblemError, Valid } from '@tidemark/platform';
import type { FastifyReply } from 'fastify';
import type { OrderPage, OrderReading } from '../orders.queries.ts';
import { OrderQueries } from '../orders.queries.ts';
import type { ListOrdersQuery, ReadOrderQuery } from './requests.ts';
import { listOrdersQuery, orderIdParameter, readOrderQuery } from './requests.ts';

@ApiTags('orders')
@UseGuards(AccessGuard)
@Controller('orders')
export class OrderQueriesController {
  readonly #queries: OrderQueries;

  constructor(@Inject(OrderQueries) queries: OrderQueries) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({ summary: 'The orders of a customer, newest first.' })
  @ApiQuery({ name: 'customerId', required: true, type: String })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  list(@Query(new Valid(listOrdersQuery)) query: ListOrdersQuery): Promise<OrderPage> {
    return this.#queries.list(query);
  }

  @Get(':orderId')
  @ApiOperation({ summary: 'One order. With minVersion and `Prefer: wait=2` the answer waits for the view.' })
  @ApiQuery({ name: 'minVersion', required: false, type: Number })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=<seconds>`, RFC 7240; at most 10.' })
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
  @ApiOperation({ summary: 'What happened to an order, in its public form, oldest first.' })
  async history(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<object> {
    return { orderId, facts: found(await this.#queries.history(orderId), orderId) };
  }

  @Get(':orderId/fulfillment')
  @ApiOperation({
    summary: 'How far an order is: state, journal with times, what remains, since when an answer is overdue.',
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
  throw new ProblemError(
    problem(
      404,
      'ORDER_UNKNOWN',
      'There is no order with this id, or the view has not heard of it yet: ask with Prefer: wait=2.',
      {
        orderId,
      },
    ),
  );
};
