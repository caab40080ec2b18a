import type { Outcome } from '@tidemark/event-store';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The figures a service shows at /metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly messages = new Counter({
    name: 'tidemark_messages_total',
    help: 'Messages by consumer and outcome.',
    labelNames: ['consumer', 'outcome'] as const,
    registers: [this.registry],
  });
  readonly chunkSize = new Histogram({
    name: 'tidemark_chunk_messages',
    help: 'Messages handled in one transaction.',
    labelNames: ['consumer'] as const,
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [this.registry],
  });
  readonly blocked = new Counter({
    name: 'tidemark_blocked_total',
    help: 'Attempts of a handler that failed and left its partition standing.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly deadLetters = new Counter({
    name: 'tidemark_dead_letters_total',
    help: 'Records that became dead letters.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly jobsPostponed = new Counter({
    name: 'tidemark_jobs_postponed_total',
    help: 'Attempts of outside calls that ended without an outcome.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  countOutcomes(consumer: string, outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0) return;
    this.chunkSize.observe({ consumer }, outcomes.length);
    for (const [outcome, group] of Map.groupBy(outcomes, ({ kind }) => kind)) {
      this.messages.inc({ consumer, outcome }, group.length);
    }
  }
}
