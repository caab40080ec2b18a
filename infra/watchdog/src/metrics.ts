import type { PublishedAgain } from '@tidemark/bootstrap/capture';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Pruned } from './capture-database.ts';
import type { Diagnosis, Looks } from './diagnosis.ts';

/** The figures of the change data capture, shown at /metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly #well = this.#gauge('tidemark_cdc_well', 'One while everything that is committed comes out of Kafka.');
  readonly #lag = this.#gauge('tidemark_cdc_slot_lag_bytes', 'Log written and not confirmed by Debezium.');
  readonly #kept = this.#gauge('tidemark_cdc_slot_kept_wal_bytes', 'Log that the server keeps for the slot.');
  readonly #cap = this.#gauge('tidemark_cdc_slot_kept_wal_limit_bytes', 'The most it keeps before the slot is lost.');
  readonly #waiting = this.#gauge(
    'tidemark_cdc_probe_waiting_seconds',
    'How long the oldest probe that is not confirmed has waited.',
  );
  readonly #looks = new Counter({
    name: 'tidemark_cdc_looks_total',
    help: 'How often everything was looked at; when this stands, nobody watches.',
    registers: [this.registry],
  });
  readonly #state = new Gauge({
    name: 'tidemark_cdc_state',
    help: 'One for the state that each part is in: the slot, the connector, its tasks.',
    labelNames: ['part', 'state'] as const,
    registers: [this.registry],
  });
  readonly #repairs = new Counter({
    name: 'tidemark_cdc_repairs_total',
    help: 'What was restarted, resumed or made again, by what was wrong.',
    labelNames: ['wrong'] as const,
    registers: [this.registry],
  });
  readonly #again = new Counter({
    name: 'tidemark_cdc_published_again_total',
    help: 'Messages and captured rows that were published again because the slot was lost.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly #pruned = new Counter({
    name: 'tidemark_pruned_rows_total',
    help: 'Rows deleted because they were older than they are kept.',
    labelNames: ['table', 'schema'] as const,
    registers: [this.registry],
  });

  constructor() {
    this.registry.setDefaultLabels({ service: 'watchdog' });
    collectDefaultMetrics({ register: this.registry });
  }

  show({ slot, connector }: Looks, diagnosis: Diagnosis): void {
    this.#looks.inc();
    this.#well.set(diagnosis.kind === 'well' ? 1 : 0);
    this.#state.reset();
    this.#state.set({ part: 'slot', state: slotStateOf(slot) }, 1);
    this.#state.set({ part: 'connector', state: connector?.connector ?? 'unknown' }, 1);
    for (const [index, state] of (connector?.tasks ?? []).entries()) {
      this.#state.set({ part: `task-${index}`, state }, 1);
    }
    // What nobody could look at keeps its last figure; the state says that it is unknown.
    if (slot === undefined) return;
    this.#lag.set(slot.lagBytes);
    this.#kept.set(slot.keptBytes);
    this.#cap.set(slot.capBytes ?? Number.POSITIVE_INFINITY);
    this.#waiting.set(slot.waitingMs / 1_000);
  }

  countRepair(wrong: Diagnosis['kind']): void {
    this.#repairs.inc({ wrong });
  }

  countAgain({ messages, rows }: PublishedAgain): void {
    this.#again.inc({ kind: 'message' }, messages);
    this.#again.inc({ kind: 'row' }, rows);
  }

  countPruned(pruned: readonly Pruned[]): void {
    for (const { outbox, rows } of pruned) this.#pruned.inc({ table: 'outbox', schema: outbox }, rows);
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}

const slotStateOf = (slot: Looks['slot']): string =>
  slot === undefined ? 'unknown' : slot.found ? (slot.walStatus ?? 'unused') : 'absent';
