import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FulfillmentDefinition } from '@tidemark/order-domain';
import type { Answer, PostedRequest } from '@tidemark/platform';
import { AccessGuard, AnswerInterceptor, Commands, newId, openApiSchema, Posted, Valid } from '@tidemark/platform';
import { cancelOrder, placeOrder } from '../orders.commands.ts';
import { FULFILLMENT_DEFINITION } from '../orders.tokens.ts';
import type { CancelOrderRequest, PlaceOrderRequest } from './requests.ts';
import { cancelOrderRequest, orderIdParameter, placeOrderRequest } from './requests.ts';

@ApiTags('orders')
@ApiHeader({ name: 'Idempotency-Key', required: true, description: 'One per intent; repeat it with the request.' })
@UseInterceptors(AnswerInterceptor)
@UseGuards(AccessGuard)
@Controller('orders')
export class OrdersController {
  readonly #commands: Commands;
  readonly #definition: FulfillmentDefinition;

  constructor(@Inject(Commands) commands: Commands, @Inject(FULFILLMENT_DEFINITION) definition: FulfillmentDefinition) {
    this.#commands = commands;
    this.#definition = definition;
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Place an order; its fulfillment begins in the same transaction.' })
  @ApiBody({ schema: openApiSchema(placeOrderRequest) })
  place(
    @Body(new Valid(placeOrderRequest)) body: PlaceOrderRequest,
    @Posted('customer') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, placeOrder(newId(), body, this.#definition));
  }

  @Post(':orderId/cancellation')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask for an order to be canceled; whether it still can is decided by its fulfillment.' })
  @ApiBody({ schema: openApiSchema(cancelOrderRequest) })
  cancel(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(cancelOrderRequest)) body: CancelOrderRequest,
    @Posted('customer') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, cancelOrder(orderId, body.reason));
  }
}
