import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
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
import type { FastifyReply } from 'fastify';
import type { ProductEntity } from '../persistence/entities/product.entity.ts';
import { createProduct } from '../products.commands.ts';
import type { NotChanged, ProductPage } from '../products.ts';
import { Products } from '../products.ts';
import { etagOf, ifNoneMatch, matches, requiredIfMatch } from './preconditions.ts';
import { problemOf } from './refusals.ts';
import type { CreateProductRequest, ListProductsQuery, ReplaceProductRequest, SkuParameter } from './requests.ts';
import { createProductRequest, listProductsQuery, replaceProductRequest, skuParameter } from './requests.ts';

@ApiTags('products')
@UseGuards(AccessGuard)
@Controller('products')
export class ProductsController {
  readonly #commands: Commands;
  readonly #products: Products;

  constructor(@Inject(Commands) commands: Commands, @Inject(Products) products: Products) {
    this.#commands = commands;
    this.#products = products;
  }

  @Post()
  @HttpCode(201)
  @UseInterceptors(AnswerInterceptor)
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'One per intent; repeat it with the request.' })
  @ApiOperation({ summary: 'Put a product on sale; others hear of it through the changes of its row.' })
  @ApiBody({ schema: openApiSchema(createProductRequest) })
  create(
    @Body(new Valid(createProductRequest)) body: CreateProductRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, createProduct(body));
  }

  @Get()
  @ApiOperation({ summary: 'The products, by SKU.' })
  @ApiQuery({ name: 'cursor', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  list(@Query(new Valid(listProductsQuery)) query: ListProductsQuery): Promise<ProductPage> {
    return this.#products.list(query);
  }

  @Get(':sku')
  @ApiOperation({ summary: 'One product, and its version as ETag.' })
  @ApiParam({ name: 'sku', type: String })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag at hand; 304 when it is current.' })
  async read(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Headers('if-none-match') atHand: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductEntity | undefined> {
    const tags = ifNoneMatch(atHand);
    const product = changed((await this.#products.find(sku)) ?? 'PRODUCT_UNKNOWN', sku);
    void reply.header('etag', etagOf(product.version));
    if (!matches(tags, product.version)) return product;
    void reply.status(304);
    return undefined;
  }

  @Put(':sku')
  @ApiOperation({ summary: 'Replace what a product says of itself, unless somebody else has meanwhile.' })
  @ApiParam({ name: 'sku', type: String })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the product as it was read.' })
  @ApiBody({ schema: openApiSchema(replaceProductRequest) })
  async replace(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Body(new Valid(replaceProductRequest)) body: ReplaceProductRequest,
    @Headers('if-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductEntity> {
    const product = changed(await this.#products.replace(sku, requiredIfMatch(known), body), sku);
    void reply.header('etag', etagOf(product.version));
    return product;
  }

  @Delete(':sku')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a product off sale, unless somebody else has changed it meanwhile. Its stock stays.' })
  @ApiParam({ name: 'sku', type: String })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the product as it was read.' })
  async remove(
    @Param(new Valid(skuParameter)) { sku }: SkuParameter,
    @Headers('if-match') known: string | undefined,
  ): Promise<void> {
    changed(await this.#products.remove(sku, requiredIfMatch(known)), sku);
  }
}

const changed = <Result>(result: Result | NotChanged, sku: string): Result => {
  if (isNotChanged(result)) throw new ProblemError(problemOf({ code: result, sku }));
  return result;
};

const isNotChanged = (result: unknown): result is NotChanged =>
  result === 'PRODUCT_UNKNOWN' || result === 'PRODUCT_CHANGED';
