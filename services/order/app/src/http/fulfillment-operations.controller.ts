import { Body, Controller, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Answer, OperatorRequest, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  Answers,
  askedBy,
  Commands,
  locationBelow,
  operatorRequest,
  Posted,
  Valid,
} from '@tidemark/platform';
import { operate } from '../fulfillments.commands.ts';
import { orderIdParameter } from './requests.ts';
import type { CloseRequest } from './operations.requests.ts';
import { operatedFulfillment } from './answers.ts';
import { closeRequest } from './operations.requests.ts';
import { refusing } from './refusals.ts';

const OPERATED = {
  202: {
    description: 'Where the fulfillment is now, and whether anything changed.',
    body: operatedFulfillment,
    headers: { Location: locationBelow('/operations/fulfillments') },
  },
};

/** What operators do to one fulfillment: each is an input of the process, which may refuse it. */
@UseInterceptors(AnswerInterceptor)
@UseGuards(AccessGuard)
@Controller('operations/fulfillments')
export class FulfillmentOperationsController {
  readonly #commands: Commands;

  constructor(@Inject(Commands) commands: Commands) {
    this.#commands = commands;
  }

  @Post(':orderId/ask-again')
  @Answers({
    summary: 'Ask again now for what is not answered; the deadline starts anew.',
    answers: OPERATED,
    refuses: refusing('ORDER_UNKNOWN', 'NOTHING_TO_ASK_AGAIN', 'PAYMENT_NOT_ASKED_AGAIN'),
  })
  askAgain(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), operate(orderId, { type: 'AskAgainRequested' }, body));
  }

  @Post(':orderId/undo')
  @Answers({
    summary: 'Undo the order now, as a cancellation by its customer would.',
    answers: OPERATED,
    refuses: refusing('ORDER_UNKNOWN', 'ORDER_ALREADY_SHIPPED'),
  })
  undo(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), operate(orderId, { type: 'UndoRequested' }, body));
  }

  @Post(':orderId/close')
  @Answers({
    summary: 'Declare one outstanding undo settled outside, so that its answer is no longer waited for.',
    answers: OPERATED,
    refuses: refusing('ORDER_UNKNOWN', 'NOT_UNDOING', 'ANSWER_NOT_OUTSTANDING'),
  })
  close(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(closeRequest)) body: CloseRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    const input = { type: 'AnswerSettledOutside', answer: body.answer } as const;
    return this.#commands.run(askedBy(request, body), operate(orderId, input, body));
  }
}
