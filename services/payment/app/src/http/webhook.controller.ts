import type { RawBodyRequest } from '@nestjs/common';
import { Controller, Headers, Inject, Post, Req, UseGuards } from '@nestjs/common';
import { AccessGuard, Answers } from '@tidemark/platform';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ProviderWebhook } from '../provider-webhook.ts';
import { refusing } from './refusals.ts';
import { providerNotice } from './webhook-notices.ts';

/** Guarded by the provider's signature; an Idempotency-Key is not needed, since every notice has an id. */
@UseGuards(AccessGuard)
@Controller('psp')
export class WebhookController {
  readonly #webhook: ProviderWebhook;

  constructor(@Inject(ProviderWebhook) webhook: ProviderWebhook) {
    this.#webhook = webhook;
  }

  @Post('webhook')
  @Answers({
    summary: "The payment provider's word on a charge, sent by itself.",
    reads: { 'Psp-Signature': { description: '`t=<unix seconds>,v1=<hex>`', schema: z.string(), required: true } },
    takes: providerNotice,
    answers: { 204: { description: 'It is recorded, now or before.' } },
    refuses: refusing(
      'SIGNATURE_INVALID',
      'WEBHOOK_DISABLED',
      'PAYMENT_UNKNOWN',
      'OUTCOME_CONTRADICTED',
      'OTHER_AMOUNT',
    ),
  })
  async receive(
    @Headers('psp-signature') signature: string | undefined,
    @Req() { rawBody, body }: RawBodyRequest<FastifyRequest>,
  ): Promise<void> {
    await this.#webhook.receive({ signature: signature ?? '', rawBody: rawBody ?? new Uint8Array(), body });
  }
}
