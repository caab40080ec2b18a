import type { HeldCount, Outcome, OverdueCount } from '@tidemark/event-store';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CircuitName } from './catalog.ts';

const CIRCUIT_STATES: readonly CircuitName[] = ['closed', 'half-open', 'open'];

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
  readonly failedAttempts = new Counter({
    name: 'tidemark_failed_attempts_total',
    help: 'Attempts to handle a message that failed; the message is held.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly heldMessages = new Gauge({
    name: 'tidemark_held_messages',
    help: 'Messages that wait for another attempt, or behind one that does.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly heldKeys = new Gauge({
    name: 'tidemark_held_keys',
    help: 'Keys whose messages are held.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly oldestHeld = new Gauge({
    name: 'tidemark_held_oldest_seconds',
    help: 'How long the oldest held message has waited.',
    labelNames: ['consumer'] as const,
    registers: [this.registry],
  });
  readonly heldLimit = new Gauge({
    name: 'tidemark_held_limit',
    help: 'Held messages from which on a consumer takes in no more.',
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
  readonly circuits = new Gauge({
    name: 'tidemark_circuit',
    help: 'Circuit breakers around outside calls: 1 for the state that each is in, 0 for the others.',
    labelNames: ['circuit', 'state'] as const,
    registers: [this.registry],
  });
  readonly shed = new Counter({
    name: 'tidemark_http_shed_total',
    help: 'Requests that were refused at the door because there was too much to do, by what was too much.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  readonly overdueProcesses = new Gauge({
    name: 'tidemark_overdue_processes',
    help: 'Processes that have waited for an answer longer than ALARM_AFTER_MS beyond their deadline, by state.',
    labelNames: ['process', 'status'] as const,
    registers: [this.registry],
  });
  readonly oldestOverdueProcess = new Gauge({
    name: 'tidemark_overdue_process_oldest_seconds',
    help: 'How long the one that waits longest has been overdue, by state.',
    labelNames: ['process', 'status'] as const,
    registers: [this.registry],
  });
  readonly overdueJobs = new Gauge({
    name: 'tidemark_overdue_jobs',
    help: 'Outside calls that have been due for longer than ALARM_AFTER_MS and have no outcome, by kind.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly oldestOverdueJob = new Gauge({
    name: 'tidemark_overdue_job_oldest_seconds',
    help: 'How long the one that waits longest has been overdue, by kind.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly alarms = new Counter({
    name: 'tidemark_alarms_total',
    help: 'Overdue processes and jobs that this instance has told of, each once.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly pruned = new Counter({
    name: 'tidemark_pruned_rows_total',
    help: 'Rows that this instance has deleted because they were older than they are kept.',
    labelNames: ['table'] as const,
    registers: [this.registry],
  });

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  showCircuit(circuit: string, current: CircuitName): void {
    for (const state of CIRCUIT_STATES) this.circuits.set({ circuit, state }, state === current ? 1 : 0);
  }

  /** What is overdue now, and nothing else: what was answered since the last look goes back. */
  showOverdue(counts: readonly OverdueCount[]): void {
    for (const gauge of [this.overdueProcesses, this.oldestOverdueProcess, this.overdueJobs, this.oldestOverdueJob]) {
      gauge.reset();
    }
    for (const overdue of counts) {
      const oldestSeconds = overdue.oldestMs / 1_000;
      if (overdue.kind === 'process') {
        const labels = { process: overdue.category, status: overdue.status };
        this.overdueProcesses.set(labels, overdue.count);
        this.oldestOverdueProcess.set(labels, oldestSeconds);
      } else {
        this.overdueJobs.set({ kind: overdue.job }, overdue.count);
        this.oldestOverdueJob.set({ kind: overdue.job }, oldestSeconds);
      }
    }
  }

  /** What is held now; a consumer that holds nothing goes back to none. */
  showHeld(counts: readonly HeldCount[]): void {
    for (const gauge of [this.heldMessages, this.heldKeys, this.oldestHeld]) gauge.reset();
    for (const { consumer, messages, lanes, oldestMs } of counts) {
      this.heldMessages.set({ consumer }, messages);
      this.heldKeys.set({ consumer }, lanes);
      this.oldestHeld.set({ consumer }, oldestMs / 1_000);
    }
  }

  countOutcomes(consumer: string, outcomes: readonly Outcome[]): void {
    if (outcomes.length === 0) return;
    this.chunkSize.observe({ consumer }, outcomes.length);
    for (const [outcome, group] of Map.groupBy(outcomes, ({ kind }) => kind)) {
      this.messages.inc({ consumer, outcome }, group.length);
    }
  }
}
