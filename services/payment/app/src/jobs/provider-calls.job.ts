import type { Read, Unit } from '@tidemark/event-store';
import { change } from '@tidemark/event-store';
import type { ProviderCall, ProviderOutcome } from '@tidemark/payment-domain';
import type { Job } from '@tidemark/process';
import { recordOutcome } from '../outcomes.ts';
import { paymentStream } from '../persistence/streams.ts';
import type { CaptureCall, Provider, RefundCall, VoidCall } from './provider.ts';

type ProviderJob<Call extends ProviderCall> = Job<Call, ProviderOutcome>;

/**
 * The calls to the provider. Until its word is known, each is made again with the same key: a charge that was "not
 * found" may still be on its way, so asking whether it happened would answer nothing.
 *
 * A word that contradicts an earlier one is not recorded; the job stays open and says so, until a person has looked.
 */
export const providerJobs = (
  provider: Provider,
): readonly [ProviderJob<CaptureCall>, ProviderJob<VoidCall>, ProviderJob<RefundCall>] => [
  { kind: 'capture', call: (call, { traceparent }) => provider.capture(call, traceparent), ...decided },
  { kind: 'void', call: (call, { traceparent }) => provider.void(call, traceparent), ...decided },
  { kind: 'refund', call: (call, { traceparent }) => provider.refund(call, traceparent), ...decided },
];

/** How every outcome ends, in the unit that ends the job. */
const decided = {
  reads: (_outcome: ProviderOutcome, { orderId }: ProviderCall): readonly Read[] => [change(paymentStream, orderId)],
  handle: (outcome: ProviderOutcome, { orderId }: ProviderCall, unit: Unit): void => {
    recordOutcome(unit, orderId, outcome);
  },
};
