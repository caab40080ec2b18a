import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type { Answer } from './commands.ts';
import { PROBLEM_TYPE } from './problem.ts';

/** Writes the status, headers and body of an {@link Answer} that a controller returns. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<Answer> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ status, headers = {}, body }) => {
        void reply.status(status).headers({ ...headers, ...(status >= 400 ? { 'content-type': PROBLEM_TYPE } : {}) });
        return body ?? undefined;
      }),
    );
  }
}
