import { loadavg } from 'node:os';

/** Prints what goes on, with the time since the beginning, and keeps the figures for the end. */
export class Progress {
  readonly #began = performance.now();
  readonly #figures: string[] = [];

  say(line: string): void {
    const seconds = ((performance.now() - this.#began) / 1_000).toFixed(0).padStart(5);
    console.log(`${seconds} s  ${line}`);
  }

  /** Does a step, and says what it was and how long it took. */
  async step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    this.say(`${what} …`);
    try {
      return await work();
    } finally {
      this.say(`${what}: ${secondsSince(began)}`);
    }
  }

  /** Notes a figure beside its target. Over target is told, and is for the reader to judge: the machine may be busy. */
  figure(what: string, value: number, unit: 's' | 'MB' | 'MiB', target: number): void {
    const shown = `${unit === 's' ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
    const line = `${what.padEnd(46)} ${shown.padStart(10)}   ${value <= target ? 'within' : 'OVER  '} ${String(target)} ${unit}`;
    this.#figures.push(`${line}   (load ${(loadavg()[0] ?? 0).toFixed(1)})`);
    this.say(line);
  }

  get figures(): readonly string[] {
    return this.#figures;
  }
}

export const secondsSince = (began: number): string => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
