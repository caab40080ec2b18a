import type { RawBodyRequest } from '@nestjs/common';
import { Controller, Headers, HttpCode, Inject, Post, Req, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessGuard } from '@tidemark/platform';
import type { FastifyRequest } from 'fastify';
import { ProviderWebhook } from '../provider-webhook.ts';

/** Guarded by the provider's signature; an Idempotency-Key is not needed, since every notice has an id. */
@ApiTags('payment provider')
@UseGuards(AccessGuard)
@Controller('psp')
export class WebhookController {
  readonly #webhook: ProviderWebhook;

  constructor(@Inject(ProviderWebhook) webhook: ProviderWebhook) {
    this.#webhook = webhook;
  }

  @Post('webhook')
  @HttpCode(204)
  @ApiHeader({ name: 'Psp-Signature', required: true, description: '`t=<unix seconds>,v1=<hex>`' })
  @ApiOperation({ summary: "The payment provider's word on a charge, sent by itself." })
  async receive(
    @Headers('psp-signature') signature: string | undefined,
    @Req() { rawBody, body }: RawBodyRequest<FastifyRequest>,
  ): Promise<void> {
    await this.#webhook.receive({ signature: signature ?? '', rawBody: rawBody ?? new Uint8Array(), body });
  }
}
