import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessGuard, problem, ProblemError, Valid } from '@tidemark/platform';
import type { PaymentReading } from '../payments.queries.ts';
import { PaymentQueries } from '../payments.queries.ts';
import { orderIdParameter } from './requests.ts';

@ApiTags('payments')
@UseGuards(AccessGuard)
@Controller('payments')
export class PaymentsController {
  readonly #queries: PaymentQueries;

  constructor(@Inject(PaymentQueries) queries: PaymentQueries) {
    this.#queries = queries;
  }

  @Get(':orderId')
  @ApiOperation({ summary: 'The payment of an order: status, amounts, and what happened, oldest first.' })
  async read(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<PaymentReading> {
    const payment = await this.#queries.read(orderId);
    if (payment !== undefined) return payment;
    throw new ProblemError(problem(404, 'PAYMENT_UNKNOWN', 'Payment has not heard of this order.', { orderId }));
  }
}
