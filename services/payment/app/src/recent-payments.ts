import type { Effects } from '@tidemark/event-store';
import { streamId } from '@tidemark/event-store';
import type { Payment } from '@tidemark/payment-domain';
import { paymentStream } from './persistence/streams.ts';

/** More than a provider tells of in the moment between its answer and its webhook. */
const KEPT = 2_000;

/**
 * The payments that this process has committed last, as they were then. One may have gone on since, here or elsewhere: good
 * for what cannot become untrue, and for nothing else.
 */
export class RecentPayments {
  readonly #heads = new Map<string, Effects['heads'][number]>();

  note({ heads }: Pick<Effects, 'heads'>): void {
    for (const head of heads) {
      // Two transactions may tell of their commits in the other order.
      if ((this.#heads.get(head.streamId)?.version ?? 0) > head.version) continue;
      this.#heads.delete(head.streamId);
      this.#heads.set(head.streamId, head);
    }
    for (const oldest of this.#heads.keys()) {
      if (this.#heads.size <= KEPT) return;
      this.#heads.delete(oldest);
    }
  }

  of(orderId: string): Payment | undefined {
    return this.#heads.get(streamId(paymentStream, orderId))?.snapshot as Payment | undefined;
  }
}
