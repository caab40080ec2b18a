import { getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { ServiceDefinition } from '@tidemark/platform';
import { serviceConfig, ServiceModule, tablesOf } from '@tidemark/platform';
import type { Repository } from 'typeorm';
import { z } from 'zod';
import { LedgerController } from './http/ledger.controller.ts';
import { PaymentsController } from './http/payments.controller.ts';
import { WebhookController } from './http/webhook.controller.ts';
import { LedgerQueries } from './ledger.queries.ts';
import { catalog } from './payment.catalog.ts';
import type { PaymentConfig } from './payment.config.ts';
import { PaymentQueries } from './payments.queries.ts';
import { LedgerEntryEntity } from './persistence/entities/ledger-entry.entity.ts';
import { ProviderWebhook } from './provider-webhook.ts';

/** Shorter than the lease of a job, after which another instance would make the same call. */
const LONGEST_CALL_MS = 30_000;

/** The payment service, put together. */
export const paymentService: ServiceDefinition<PaymentConfig> = {
  catalog,
  config: serviceConfig(catalog).extend({
    PSP_URL: z.url({ protocol: /^https?$/u }).default('http://127.0.0.1:3010'),
    PSP_TIMEOUT_MS: z.coerce.number().int().min(50).max(LONGEST_CALL_MS).default(5_000),
    PSP_WEBHOOK_SECRET: z.string().min(16, 'must have 16 characters or more').optional(),
  }),
  module: (config, log) =>
    ServiceModule.forService(catalog, config, log, {
      imports: tablesOf(config, [LedgerEntryEntity]),
      controllers: [PaymentsController, LedgerController, WebhookController],
      providers: [
        {
          provide: PaymentQueries,
          useFactory: ({ store }: UnitOfWork) => new PaymentQueries(store),
          inject: [UnitOfWork],
        },
        {
          provide: LedgerQueries,
          useFactory: (entries: Repository<LedgerEntryEntity>) => new LedgerQueries(entries),
          inject: [getRepositoryToken(LedgerEntryEntity)],
        },
        {
          provide: ProviderWebhook,
          useFactory: (unitOfWork: UnitOfWork) => new ProviderWebhook(unitOfWork, config.PSP_WEBHOOK_SECRET),
          inject: [UnitOfWork],
        },
      ],
    }),
};
