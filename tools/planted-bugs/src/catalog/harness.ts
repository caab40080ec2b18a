import type { Bug, Check } from '../bug.ts';

/** One schedule on a whole shop: shipping is cut off from its database for eight seconds, with orders on their way. */
const cutOff: Check = {
  kind: 'harness + auditor',
  spec: 'tests/system/src/chaos/fixed-schedules.chaos.spec.ts',
  title: 'seed 2007305',
};

/** What nobody notices until a whole shop is broken under load and audited. */
export const harnessBugs: readonly Bug[] = [
  {
    name: 'long-outage-skipped',
    breaks: 'Records are given up when their database is away at the third attempt.',
    file: 'libs/messaging/src/kafka/kafka-consumer.ts',
    from: 'await this.#rest(attempt, this.#options.pauseCapMs);',
    to: `if (attempt >= 3) return piece.map((): Verdict => 'done');
        await this.#rest(attempt, this.#options.pauseCapMs);`,
    check: cutOff,
  },
];
