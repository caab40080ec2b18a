import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { AccessGuard, Answers, ProblemError, Valid } from '@tidemark/platform';
import type { PaymentReading } from '../payments.queries.ts';
import { PaymentQueries } from '../payments.queries.ts';
import { paymentReading } from './answers.ts';
import { problemOf, refusing } from './refusals.ts';
import { orderIdParameter } from './requests.ts';

@UseGuards(AccessGuard)
@Controller('payments')
export class PaymentsController {
  readonly #queries: PaymentQueries;

  constructor(@Inject(PaymentQueries) queries: PaymentQueries) {
    this.#queries = queries;
  }

  @Get(':orderId')
  @Answers({
    summary: 'The payment of an order: status, amounts, and what happened, oldest first.',
    answers: { 200: { description: 'The payment.', body: paymentReading } },
    refuses: refusing('PAYMENT_UNKNOWN'),
  })
  async read(@Param('orderId', new Valid(orderIdParameter)) orderId: string): Promise<PaymentReading> {
    const payment = await this.#queries.read(orderId);
    if (payment !== undefined) return payment;
    throw new ProblemError(problemOf({ code: 'PAYMENT_UNKNOWN' }));
  }
}
