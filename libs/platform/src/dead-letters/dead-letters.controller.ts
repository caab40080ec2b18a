import { Body, Controller, Get, Inject, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { AccessGuard } from '../http/access.guard.ts';
import { AnswerInterceptor } from '../http/answer.interceptor.ts';
import type { Answer } from '../http/commands.ts';
import { Commands } from '../http/commands.ts';
import type { OperatorRequest } from '../http/operator.ts';
import { askedBy, operatorRequest } from '../http/operator.ts';
import type { PostedRequest } from '../http/posted.ts';
import { Posted } from '../http/posted.ts';
import { Valid } from '../http/valid.ts';
import { Answers } from '../openapi/answers.ts';
import { locationBelow } from '../openapi/headers.ts';
import { ServiceRuntime } from '../runtime.ts';
import { changedLetter, counted, letterPage, rehearsed, shownLetter } from './dead-letters.answers.ts';
import { discard, edit, many, redrive } from './dead-letters.commands.ts';
import { DeadLetterQueries } from './dead-letters.queries.ts';
import { refusing } from './dead-letters.refusals.ts';
import type { EditRequest, ListQuery, ManyRequest, RedriveManyRequest } from './dead-letters.requests.ts';
import {
  deadLetterId,
  discardManyRequest,
  editRequest,
  listQuery,
  redriveManyRequest,
} from './dead-letters.requests.ts';

const ROOT = 'operations/dead-letters';
const CHANGED = {
  202: { description: 'It is as it says now.', body: changedLetter, headers: { Location: locationBelow(`/${ROOT}`) } },
};
const COUNTED = { 202: { description: 'How many were asked for, done, and left out.', body: counted } };

/** What can be seen of dead letters. Nothing here changes anything. */
@UseGuards(AccessGuard)
@Controller(ROOT)
export class DeadLetterQueriesController {
  readonly #queries: DeadLetterQueries;

  constructor(@Inject(DeadLetterQueries) queries: DeadLetterQueries) {
    this.#queries = queries;
  }

  @Get()
  @Answers({
    summary: 'Dead letters that fit, the oldest first.',
    answers: { 200: { description: 'One page of them.', body: letterPage } },
  })
  list(@Query(new Valid(listQuery)) query: ListQuery): Promise<object> {
    return this.#queries.list(query);
  }

  @Get(':id')
  @Answers({
    summary: 'One dead letter: decoded with its schema, headers, cause, and what was done to it.',
    answers: { 200: { description: 'The dead letter.', body: shownLetter } },
    refuses: refusing('DEAD_LETTER_UNKNOWN'),
  })
  show(@Param('id', new Valid(deadLetterId)) id: string): Promise<object> {
    return this.#queries.show(id);
  }

  @Post(':id/dry-run')
  @Answers({
    summary: 'What its consumer would do about it now. Changes nothing.',
    answers: { 200: { description: 'What would come of it.', body: rehearsed } },
    refuses: refusing('DEAD_LETTER_UNKNOWN', 'CONSUMER_UNKNOWN'),
  })
  dryRun(@Param('id', new Valid(deadLetterId)) id: string): Promise<object> {
    return this.#queries.dryRun(id);
  }
}

/** What operators do to dead letters. Each is recorded with who did it, when and why. */
@UseInterceptors(AnswerInterceptor)
@UseGuards(AccessGuard)
@Controller(ROOT)
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
  @Answers({ summary: 'Send many again, at a rate.', answers: COUNTED })
  async redriveMany(
    @Body(new Valid(redriveManyRequest)) body: RedriveManyRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    const ids = await this.#idsOf(body);
    return this.#commands.run(askedBy(request, body), many(ids, 'RedriveDeadLetter', body, body.perSecond));
  }

  @Post('discard')
  @Answers({ summary: 'Give many up, with a reason.', answers: COUNTED })
  async discardMany(
    @Body(new Valid(discardManyRequest)) body: ManyRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), many(await this.#idsOf(body), 'DiscardDeadLetter', body));
  }

  @Post(':id/edit')
  @Answers({
    summary: 'Keep an edited copy beside the original; the next redrive sends it.',
    answers: CHANGED,
    refuses: refusing('DEAD_LETTER_UNKNOWN', 'DEAD_LETTER_NOT_OPEN'),
  })
  edit(
    @Param('id', new Valid(deadLetterId)) id: string,
    @Body(new Valid(editRequest)) body: EditRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), edit(id, body, this.#runtime.codec));
  }

  @Post(':id/redrive')
  @Answers({
    summary: 'Send it again to the consumer that could not handle it.',
    answers: CHANGED,
    refuses: refusing('DEAD_LETTER_UNKNOWN', 'DEAD_LETTER_NOT_OPEN'),
  })
  redrive(
    @Param('id', new Valid(deadLetterId)) id: string,
    @Body(new Valid(operatorRequest)) body: OperatorRequest,
    @Posted('operator') request: PostedRequest,
  ): Promise<Answer> {
    return this.#commands.run(askedBy(request, body), redrive(id, body));
  }

  @Post(':id/discard')
  @Answers({
    summary: 'Give it up, with a reason; it can be read for 90 days more.',
    answers: CHANGED,
    refuses: refusing('DEAD_LETTER_UNKNOWN', 'DEAD_LETTER_NOT_OPEN'),
  })
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
