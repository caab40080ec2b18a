import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Answer, OperatorRequest, PostedRequest } from '@tidemark/platform';
import {
  AccessGuard,
  AnswerInterceptor,
  askedBy,
  Commands,
  openApiSchema,
  operatorRequest,
  Posted,
  Valid,
} from '@tidemark/platform';
import { operate } from '../fulfillments.commands.ts';
import { orderIdParameter } from './requests.ts';
import type { CloseRequest } from './operations.requests.ts';
import { closeRequest } from './operations.requests.ts';

const KEY = { name: 'Idempotency-Key', required: true, description: 'One per intent; repeat it with the request.' };

/** What operators do to one fulfillment: each is an input of the process, which may refuse it. */
@ApiTags('operations')
@ApiHeader(KEY)
@ApiResponse({ status: 202, description: 'Where the fulfillment is now, and whether anything changed.' })
@ApiResponse({ status: 404, description: 'ORDER_UNKNOWN' })
@UseInterceptors(AnswerInterceptor)
@UseGuards(AccessGuard)
@Controller('operations/fulfillments')
export class FulfillmentOperationsController {
  readonly #commands: Commands;

  constructor(@Inject(Commands) commands: Commands) {
    this.#commands = commands;
  }

  @Post(':orderId/ask-again')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask again now for what is not answered; the deadline starts anew.' })
  @ApiBody({ schema: openApiSchema(operatorRequest) })
  @ApiResponse({ status: 409, description: 'NOTHING_TO_ASK_AGAIN or PAYMENT_NOT_ASKED_AGAIN' })
  askAgain(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), operate(orderId, { type: 'AskAgainRequested' }, body));
  }

  @Post(':orderId/undo')
  @HttpCode(202)
  @ApiOperation({ summary: 'Undo the order now, as a cancellation by its customer would.' })
  @ApiBody({ schema: openApiSchema(operatorRequest) })
  @ApiResponse({ status: 409, description: 'ORDER_ALREADY_SHIPPED' })
  undo(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), operate(orderId, { type: 'UndoRequested' }, body));
  }

  @Post(':orderId/close')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Declare one outstanding undo settled outside, so that its answer is no longer waited for.',
  })
  @ApiBody({ schema: openApiSchema(closeRequest) })
  @ApiResponse({ status: 409, description: 'NOT_UNDOING or ANSWER_NOT_OUTSTANDING' })
  close(
    @Param('orderId', new Valid(orderIdParameter)) orderId: string,
    @Body(new Valid(closeRequest)) body: CloseRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    const input = { type: 'AnswerSettledOutside', answer: body.answer } as const;
    return this.#commands.run(askedBy(request, body), operate(orderId, input, body));
  }
}
