import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Answer, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  Commands,
  openApiSchema,
  Posted,
  ProblemError,
  Valid,
} from '@tidemark/platform';
import { changeStock } from '../stock.commands.ts';
import type { StockReading } from '../stock.queries.ts';
import { StockQueries } from '../stock.queries.ts';
import { problemOf } from './refusals.ts';
import type { CountRequest, ReceiptRequest, SkuParameter } from './requests.ts';
import { countRequest, receiptRequest, skuParameter } from './requests.ts';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: true,
  description: 'One per intent; repeat it with the request.',
};

@ApiTags('stock')
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
  @HttpCode(200)
  @UseInterceptors(AnswerInterceptor)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ summary: 'Book pieces that came in.' })
  @ApiParam({ name: 'sku', type: String })
  @ApiBody({ schema: openApiSchema(receiptRequest) })
  receive(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Body(new Valid(receiptRequest)) { quantity }: ReceiptRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, changeStock({ type: 'ReceiveStock', sku, quantity }));
  }

  @Post('products/:sku/counts')
  @HttpCode(200)
  @UseInterceptors(AnswerInterceptor)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ summary: 'Say how many pieces lie on the shelf, those reserved for orders included.' })
  @ApiParam({ name: 'sku', type: String })
  @ApiBody({ schema: openApiSchema(countRequest) })
  count(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Body(new Valid(countRequest)) { counted }: CountRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, changeStock({ type: 'CorrectCount', sku, counted }));
  }

  @Get('stock/:sku')
  @ApiOperation({ summary: 'How many pieces there are, are reserved, can be promised, and have left.' })
  @ApiParam({ name: 'sku', type: String })
  async read(@Param(new Valid(skuParameter)) { sku }: SkuParameter): Promise<StockReading> {
    const reading = await this.#queries.read(sku);
    if (reading === undefined) throw new ProblemError(problemOf({ code: 'PRODUCT_UNKNOWN', sku }));
    return reading;
  }
}
