import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

const JSON_BODY = 'application/json';

/** Keeps the bytes of JSON bodies beside what they say: a signature covers bytes, and JSON written again has others. */
@Injectable()
export class RawBodies implements OnModuleInit {
  readonly #adapter: FastifyAdapter;

  constructor(@Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost<FastifyAdapter>) {
    this.#adapter = httpAdapter;
  }

  /** Before the first request, and after the platform has said how bodies are read. */
  onModuleInit(): void {
    const fastify = this.#adapter.getInstance();
    const { bodyLimit } = fastify.initialConfig;
    fastify.removeContentTypeParser(JSON_BODY);
    this.#adapter.useBodyParser(JSON_BODY, true, bodyLimit === undefined ? {} : { bodyLimit });
  }
}
