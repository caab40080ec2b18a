import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** Keeps the bytes of JSON bodies beside what they say: a signature covers bytes, and JSON written again has others. */
@Injectable()
export class RawBodies {
  constructor(@Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost<FastifyAdapter>) {
    const { bodyLimit } = httpAdapter.getInstance().initialConfig;
    httpAdapter.useBodyParser('application/json', true, bodyLimit === undefined ? {} : { bodyLimit });
  }
}
