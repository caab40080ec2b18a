import { getRepositoryToken } from '@nestjs/typeorm';
import { UnitOfWork } from '@tidemark/event-store';
import type { ServiceDefinition } from '@tidemark/platform';
import { ServiceModule, tablesOf } from '@tidemark/platform';
import type { Repository } from 'typeorm';
import { LedgerController } from './http/ledger.controller.ts';
import { PaymentsController } from './http/payments.controller.ts';
import { WebhookController } from './http/webhook.controller.ts';
import { LedgerQueries } from './ledger.queries.ts';
import { catalog } from './payment.catalog.ts';
import type { PaymentConfig } from './payment.config.ts';
import { paymentConfig } from './payment.config.ts';
import { PaymentQueries } from './payments.queries.ts';
import { LedgerEntryEntity } from './persistence/entities/ledger-entry.entity.ts';
import { ProviderWebhook } from './provider-webhook.ts';

/** The payment service, put together. */
export const paymentService: ServiceDefinition<PaymentConfig> = {
  catalog,
  config: paymentConfig(catalog),
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
