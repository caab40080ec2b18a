import type { DeadlineListener } from '@tidemark/process';
import { react, readsOf } from '@tidemark/process';
import { fulfillmentProcess, fulfillments } from '../persistence/streams.ts';

/** An overdue fulfillment hears so, and asks again or gives up, as its state says. */
export const fulfillmentDeadlines: DeadlineListener = {
  category: fulfillmentProcess.category,
  reads: (orderId) => readsOf(fulfillments, orderId),
  handle: (orderId, passed, unit) => {
    react(unit, fulfillments, orderId, passed);
  },
};
