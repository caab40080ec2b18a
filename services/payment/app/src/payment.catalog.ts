import type { JobTools, ServiceCatalog } from '@tidemark/platform';
import { httpProvider, PROVIDER_CONNECTIONS } from './jobs/http-provider.ts';
import { providerJobs } from './jobs/provider-calls.job.ts';
import { ProviderGuard } from './jobs/provider-guard.ts';
import { commands } from './kafka/commands.consumer.ts';
import type { PaymentConfig } from './payment.config.ts';
import { PaymentTables1700000000300 } from './persistence/migrations/1700000000300-payment-tables.ts';

/** Takes and returns money: event-sourced, the ledger written inline, the provider called by durable jobs. */
export const catalog = {
  name: 'payment',
  port: 3002,
  database: {
    migrations: [PaymentTables1700000000300],
    // What was booked stays booked: nobody with the role can change or delete an entry.
    grants: { ledger_entry: ['select', 'insert'] },
    captured: [],
  },
  publishes: ['PaymentCaptured', 'PaymentDeclined', 'PaymentRefunded', 'PaymentVoided'],
  consumers: [commands],
  views: [],
  deadlines: [],
  jobs: (config: PaymentConfig, { onCircuit }: JobTools) => {
    const guard = new ProviderGuard({
      timeoutMs: config.PSP_TIMEOUT_MS,
      now: () => performance.now(),
      onCircuit: (state) => {
        onCircuit('payment-provider', state);
      },
    });
    return providerJobs(httpProvider(config, guard), guard.room);
  },
  jobsAtOnce: PROVIDER_CONNECTIONS,
} as const satisfies ServiceCatalog<PaymentConfig>;
