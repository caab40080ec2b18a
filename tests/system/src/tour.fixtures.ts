import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** One command of a tour, and what the page says comes of it, where it says so. */
export interface TourStep {
  readonly script: string;
  readonly shows: unknown;
}

const block = /^```sh\n([\s\S]*?)^```\n(?:\n```json\n([\s\S]*?)^```\n)?/gmu;

/** The shell blocks of a page in order, each with the JSON block that stands directly beneath it. */
export const stepsOf = (page: string): readonly TourStep[] =>
  [...page.matchAll(block)].map(([, script = '', json]) => ({
    script,
    shows: json === undefined ? undefined : (JSON.parse(json) as unknown),
  }));

/** What stands on the page stands in the answer, which may say more; `"…"` stands for anything that is there. */
export const fits = (answer: unknown, shown: unknown): boolean => {
  if (shown === '…') return answer !== undefined && answer !== null;
  if (Array.isArray(shown)) {
    return (
      Array.isArray(answer) &&
      answer.length === shown.length &&
      shown.every((item, index) => fits((answer as readonly unknown[])[index], item))
    );
  }
  if (typeof shown !== 'object' || shown === null) return answer === shown;
  if (typeof answer !== 'object' || answer === null) return false;
  return Object.entries(shown).every(([name, value]) =>
    fits((answer as Readonly<Record<string, unknown>>)[name], value),
  );
};

/** One shell for a whole page, so that a later block knows the variables and functions of an earlier one. */
export class Shell {
  readonly #bash = spawn('bash', ['-u'], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #lines = createInterface({ input: this.#bash.stdout })[Symbol.asyncIterator]();
  #count = 0;

  /** Runs a script and answers with what it wrote. */
  async run(script: string): Promise<string> {
    this.#count += 1;
    const end = `end of block ${String(this.#count)}`;
    this.#bash.stdin.write(`${script}\nprintf '\\n%s\\n' '${end}'\n`);
    const written: string[] = [];
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true) throw new Error(`The shell ended within this block:\n${script}`);
      if (value === end) return written.join('\n').trim();
      written.push(value);
    }
  }

  /** Runs a script that only looks until it shows what it should; after the deadline answers with the last it showed. */
  async look(script: string, shown: unknown, withinMs: number): Promise<unknown> {
    const endsAt = performance.now() + withinMs;
    for (;;) {
      const answer = asJson(await this.run(script));
      if (fits(answer, shown) || performance.now() > endsAt) return answer;
      await sleep(200);
    }
  }

  close(): void {
    this.#bash.stdin.end();
    this.#bash.kill();
  }
}

/** What is no JSON is shown as it is. */
export const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};
