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
  room: () => number,
): readonly [ProviderJob<CaptureCall>, ProviderJob<VoidCall>, ProviderJob<RefundCall>] => [
  { kind: 'capture', room, call: (call, attempt) => provider.capture(call, attempt), ...decided },
  { kind: 'void', room, call: (call, attempt) => provider.void(call, attempt), ...decided },
  { kind: 'refund', room, call: (call, attempt) => provider.refund(call, attempt), ...decided },
];

/** How every outcome ends, in the unit that ends the job. */
const decided = {
  reads: (_outcome: ProviderOutcome, { orderId }: ProviderCall): readonly Read[] => [change(paymentStream, orderId)],
  handle: (outcome: ProviderOutcome, { orderId }: ProviderCall, unit: Unit): void => {
    recordOutcome(unit, orderId, outcome);
  },
};
