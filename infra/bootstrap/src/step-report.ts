/** What one step of bootstrap found and did. */
export interface StepReport {
  readonly step: string;
  /** One line: what is there now, and what of it is new. */
  readonly summary: string;
  /** What this run changed, one line each; empty when everything was as it should be. */
  readonly changes: readonly string[];
  /** What is not as it should be and bootstrap must not mend; each says what to do. */
  readonly warnings: readonly string[];
  readonly ms: number;
}

export type StepOutcome = Omit<StepReport, 'step' | 'ms'>;

const NAME_WIDTH = 11;

/** The lines a person reads: the step, then its warnings. */
export function linesOf({ step, summary, warnings, ms }: StepReport): readonly string[] {
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  return [
    `${step.padEnd(NAME_WIDTH)} ${summary} · ${seconds}`,
    ...warnings.map((warning) => `${'warning'.padEnd(NAME_WIDTH)} ${warning}`),
  ];
}

/** "12 topics (3 created, 1 altered)"; what is zero is left out. */
export function counted(total: number, noun: string, parts: Readonly<Record<string, number>> = {}): string {
  const changed = Object.entries(parts).filter(([, count]) => count > 0);
  const suffix = changed.length === 0 ? '' : ` (${changed.map(([what, count]) => `${count} ${what}`).join(', ')})`;
  return `${total} ${noun}${total === 1 ? '' : 's'}${suffix}`;
}
