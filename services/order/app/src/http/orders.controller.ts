import { Body, Controller, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FulfillmentDefinition } from '@tidemark/order-domain';
import type { Answer, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  Answers,
  Commands,
  etagHeader,
  locationBelow,
  newId,
  Posted,
  Valid,
} from '@tidemark/platform';
import { cancelOrder, placeOrder } from '../orders.commands.ts';
import { FULFILLMENT_DEFINITION } from '../orders.tokens.ts';
import { acceptedOrder } from './answers.ts';
import { refusing } from './refusals.ts';
import type { CancelOrderRequest, PlaceOrderRequest } from './requests.ts';
import { cancelOrderRequest, orderIdParameter, placeOrderRequest } from './requests.ts';

const ACCEPTED = {
  202: {
    description: 'It is accepted; the order can be read once the view has this version.',
    body: acceptedOrder,
    headers: { Location: locationBelow('/orders'), ETag: etagHeader },
  },
};

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
  @Answers({
    summary: 'Place an order; its fulfillment begins in the same transaction.',
    answers: ACCEPTED,
    refuses: refusing('DUPLICATE_SKU', 'UNKNOWN_SKU', 'MIXED_CURRENCIES', 'TOTAL_TOO_LARGE', 'NOTHING_TO_PAY'),
  })
  place(
    @Body(new Valid(placeOrderRequest)) body: PlaceOrderRequest,
    @Posted('customer') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, placeOrder(newId(), body, this.#definition));
  }

  @Post(':orderId/cancellation')
  @Answers({
    summary: 'Ask for an order to be canceled; whether it still can is decided by its fulfillment.',
    answers: ACCEPTED,
    refuses: refusing('ORDER_UNKNOWN', 'ORDER_ALREADY_SHIPPED'),
  })
  cancel(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(cancelOrderRequest)) body: CancelOrderRequest,
    @Posted('customer') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(request, cancelOrder(orderId, body.reason));
  }
}
