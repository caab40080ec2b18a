import { randomUUID } from 'node:crypto';
import type { Provocations, ServiceUnderTest } from '@tidemark/platform/testing';
import { describeContract } from '@tidemark/platform/testing';
import { notificationService } from './notification.module.ts';

const provocations = (service: ServiceUnderTest): Provocations => ({
  'GET /notifications': {
    sample: async () => {
      const orderId = randomUUID();
      const recipient = { orderId, customerId: 'customer-1', emailAddress: 'ada@example.com' };
      await service.hear({ type: 'OrderConfirmed', ...recipient, totalMinor: 5_000, currency: 'EUR', pieces: 2 });
      return { query: { orderId } };
    },
  },
});

describeContract(notificationService, provocations, { SMTP_URL: 'smtp://127.0.0.1:9' });
