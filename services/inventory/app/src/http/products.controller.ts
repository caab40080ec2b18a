import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Answer, DescribedHeader, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  Answers,
  Commands,
  etagHeader,
  Posted,
  ProblemError,
  Valid,
} from '@tidemark/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ProductEntity } from '../persistence/entities/product.entity.ts';
import { createProduct } from '../products.commands.ts';
import type { NotChanged, ProductPage } from '../products.ts';
import { Products } from '../products.ts';
import { etagOf, ifNoneMatch, matches, requiredIfMatch } from './preconditions.ts';
import { createdProduct, product as productReading, productPage } from './answers.ts';
import { problemOf, refusing } from './refusals.ts';
import type { CreateProductRequest, ListProductsQuery, ReplaceProductRequest, SkuParameter } from './requests.ts';
import { createProductRequest, listProductsQuery, replaceProductRequest, skuParameter } from './requests.ts';

const IF_MATCH: DescribedHeader = {
  description: 'The ETag of the product as it was read, several, or `*`.',
  schema: z.string().min(1),
  required: true,
};

const IF_NONE_MATCH: DescribedHeader = {
  description: 'The ETag at hand; 304 when it is current.',
  schema: z.string().min(1),
};

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
  @UseInterceptors(AnswerInterceptor)
  @Answers({
    summary: 'Put a product on sale; others hear of it through the changes of its row.',
    answers: { 201: createdProduct },
    refuses: refusing('PRODUCT_EXISTS'),
  })
  create(
    @Body(new Valid(createProductRequest)) body: CreateProductRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, createProduct(body));
  }

  @Get()
  @Answers({
    summary: 'The products, by SKU.',
    answers: { 200: { description: 'One page of them.', body: productPage } },
  })
  list(@Query(new Valid(listProductsQuery)) query: ListProductsQuery): Promise<ProductPage> {
    return this.#products.list(query);
  }

  @Get(':sku')
  @Answers({
    summary: 'One product, and its version as ETag.',
    reads: { 'If-None-Match': IF_NONE_MATCH },
    answers: {
      200: { description: 'The product.', body: productReading, headers: { ETag: etagHeader } },
      304: { description: 'The product is what the caller has at hand.', headers: { ETag: etagHeader } },
    },
    refuses: refusing('PRODUCT_UNKNOWN'),
  })
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
  @Answers({
    summary: 'Replace what a product says of itself, unless somebody else has meanwhile.',
    reads: { 'If-Match': IF_MATCH },
    answers: { 200: { description: 'The product as it is now.', body: productReading, headers: { ETag: etagHeader } } },
    refuses: refusing('PRODUCT_UNKNOWN', 'PRODUCT_CHANGED', 'PRECONDITION_REQUIRED'),
  })
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
  @Answers({
    summary: 'Take a product off sale, unless somebody else has changed it meanwhile. Its stock stays.',
    reads: { 'If-Match': IF_MATCH },
    answers: { 204: { description: 'It is off sale.' } },
    refuses: refusing('PRODUCT_UNKNOWN', 'PRODUCT_CHANGED', 'PRECONDITION_REQUIRED'),
  })
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
