import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AccessGuard } from '../http/access.guard.ts';
import { AnswerInterceptor } from '../http/answer.interceptor.ts';
import type { Answer } from '../http/commands.ts';
import { Commands } from '../http/commands.ts';
import type { OperatorRequest } from '../http/operator.ts';
import { askedBy, operatorRequest } from '../http/operator.ts';
import type { PostedRequest } from '../http/posted.ts';
import { Posted } from '../http/posted.ts';
import { openApiSchema, Valid } from '../http/valid.ts';
import { ServiceRuntime } from '../runtime.ts';
import { discard, edit, many, redrive } from './dead-letters.commands.ts';
import { DeadLetterQueries } from './dead-letters.queries.ts';
import type { EditRequest, ListQuery, ManyRequest, RedriveManyRequest } from './dead-letters.requests.ts';
import {
  deadLetterId,
  discardManyRequest,
  editRequest,
  listQuery,
  redriveManyRequest,
} from './dead-letters.requests.ts';

const KEY = { name: 'Idempotency-Key', required: true, description: 'One per intent; repeat it with the request.' };
const UNKNOWN = { status: 404, description: 'DEAD_LETTER_UNKNOWN' };
const NOT_OPEN = { status: 409, description: 'DEAD_LETTER_NOT_OPEN' };

/** What can be seen of dead letters. Nothing here changes anything. */
@ApiTags('operations')
@UseGuards(AccessGuard)
@Controller('operations/dead-letters')
export class DeadLetterQueriesController {
  readonly #queries: DeadLetterQueries;

  constructor(@Inject(DeadLetterQueries) queries: DeadLetterQueries) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({ summary: 'Dead letters that fit, the oldest first.' })
  list(@Query(new Valid(listQuery)) query: ListQuery): Promise<object> {
    return this.#queries.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One dead letter: decoded with its schema, headers, cause, and what was done to it.' })
  @ApiResponse(UNKNOWN)
  show(@Param('id', new Valid(deadLetterId)) id: string): Promise<object> {
    return this.#queries.show(id);
  }

  @Post(':id/dry-run')
  @HttpCode(200)
  @ApiOperation({ summary: 'What its consumer would do about it now. Changes nothing.' })
  @ApiResponse(UNKNOWN)
  @ApiResponse({ status: 409, description: 'CONSUMER_UNKNOWN' })
  dryRun(@Param('id', new Valid(deadLetterId)) id: string): Promise<object> {
    return this.#queries.dryRun(id);
  }
}

/** What operators do to dead letters. Each is recorded with who did it, when and why. */
@ApiTags('operations')
@ApiHeader(KEY)
@UseInterceptors(AnswerInterceptor)
@UseGuards(AccessGuard)
@Controller('operations/dead-letters')
export class DeadLetterOperationsController {
  readonly #commands: Commands;
  readonly #queries: DeadLetterQueries;
  readonly #runtime: ServiceRuntime<never>;

  constructor(
    @Inject(Commands) commands: Commands,
    @Inject(DeadLetterQueries) queries: DeadLetterQueries,
    @Inject(ServiceRuntime) runtime: ServiceRuntime<never>,
  ) {
    this.#commands = commands;
    this.#queries = queries;
    this.#runtime = runtime;
  }

  @Post('redrive')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send many again, at a rate.' })
  @ApiBody({ schema: openApiSchema(redriveManyRequest) })
  async redriveMany(
    @Body(new Valid(redriveManyRequest)) body: RedriveManyRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    const ids = await this.#idsOf(body);
    return this.#commands.run(askedBy(request, body), many(ids, 'RedriveDeadLetter', body, body.perSecond));
  }

  @Post('discard')
  @HttpCode(202)
  @ApiOperation({ summary: 'Give many up, with a reason.' })
  @ApiBody({ schema: openApiSchema(discardManyRequest) })
  async discardMany(
    @Body(new Valid(discardManyRequest)) body: ManyRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), many(await this.#idsOf(body), 'DiscardDeadLetter', body));
  }

  @Post(':id/edit')
  @HttpCode(202)
  @ApiOperation({ summary: 'Keep an edited copy beside the original; the next redrive sends it.' })
  @ApiBody({ schema: openApiSchema(editRequest) })
  @ApiResponse(UNKNOWN)
  @ApiResponse(NOT_OPEN)
  edit(
    @Param('id', new Valid(deadLetterId)) id: string,
    @Body(new Valid(editRequest)) body: EditRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), edit(id, body, this.#runtime.codec));
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send it again to the consumer that could not handle it.' })
  @ApiBody({ schema: openApiSchema(operatorRequest) })
  @ApiResponse(UNKNOWN)
  @ApiResponse(NOT_OPEN)
  redrive(
    @Param('id', new Valid(deadLetterId)) id: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), redrive(id, body));
  }

  @Post(':id/discard')
  @HttpCode(202)
  @ApiOperation({ summary: 'Give it up, with a reason; it is kept.' })
  @ApiBody({ schema: openApiSchema(operatorRequest) })
  @ApiResponse(UNKNOWN)
  @ApiResponse(NOT_OPEN)
  discard(
    @Param('id', new Valid(deadLetterId)) id: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), discard(id, body));
  }

  async #idsOf({ ids, filter, atMost }: ManyRequest): Promise<readonly string[]> {
    return ids === undefined ? this.#queries.idsOf(filter ?? {}, atMost) : [...new Set(ids)].slice(0, atMost);
  }
}
