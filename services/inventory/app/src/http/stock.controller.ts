import { Body, Controller, Get, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Answer, PostedRequest } from '@tidemark/platform';
import { AccessGuard, AnswerInterceptor, Answers, Commands, Posted, ProblemError, Valid } from '@tidemark/platform';
import { changeStock } from '../stock.commands.ts';
import type { StockReading } from '../stock.queries.ts';
import { StockQueries } from '../stock.queries.ts';
import { stockReading } from './answers.ts';
import { problemOf, refusing } from './refusals.ts';
import type { CountRequest, ReceiptRequest, SkuParameter } from './requests.ts';
import { countRequest, receiptRequest, skuParameter } from './requests.ts';

const COUNTED = { 200: { description: 'The shelf as it is now.', body: stockReading } };

@UseGuards(AccessGuard)
@Controller()
export class StockController {
  readonly #commands: Commands;
  readonly #queries: StockQueries;

  constructor(@Inject(Commands) commands: Commands, @Inject(StockQueries) queries: StockQueries) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Post('products/:sku/receipts')
  @UseInterceptors(AnswerInterceptor)
  @Answers({ summary: 'Book pieces that came in.', answers: COUNTED, refuses: refusing('PRODUCT_UNKNOWN') })
  receive(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Body(new Valid(receiptRequest)) { quantity }: ReceiptRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, changeStock({ type: 'ReceiveStock', sku, quantity }));
  }

  @Post('products/:sku/counts')
  @UseInterceptors(AnswerInterceptor)
  @Answers({
    summary: 'Say how many pieces lie on the shelf, those reserved for orders included.',
    answers: COUNTED,
    refuses: refusing('PRODUCT_UNKNOWN', 'COUNT_BELOW_RESERVED'),
  })
  count(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Body(new Valid(countRequest)) { counted }: CountRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, changeStock({ type: 'CorrectCount', sku, counted }));
  }

  @Get('stock/:sku')
  @Answers({
    summary: 'How many pieces there are, are reserved, can be promised, and have left.',
    answers: { 200: { description: 'The shelf.', body: stockReading } },
    refuses: refusing('PRODUCT_UNKNOWN'),
  })
  async read(@Param(new Valid(skuParameter)) { sku }: SkuParameter): Promise<StockReading> {
    const reading = await this.#queries.read(sku);
    if (reading === undefined) throw new ProblemError(problemOf({ code: 'PRODUCT_UNKNOWN', sku }));
    return reading;
  }
}
