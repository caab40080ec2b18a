import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addJudged, judgedServices } from './judging.fixtures.ts';
import type { Violation } from './violations.fixtures.ts';
import { noteViolation, takeViolations } from './violations.fixtures.ts';

/** Names the folder in which a watched program, and those that it starts, leave word at their ends. */
const VARIABLE = 'TIDEMARK_ANSWERS';

interface Word {
  readonly judged: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

/** In a program that a spec has started: tells the spec at the end what was held against the documents, and what broke them. */
export const tellAtExit = (): void => {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error(`${VARIABLE} is not set: this is for programs that a spec starts.`);
  process.once('exit', () => {
    const word: Word = { judged: judgedServices(), violations: takeViolations() };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(word));
  });
};

/**
 * Lets a spec start a program that tells, and makes what it tells the spec's own: what was held against the documents
 * counts, and what broke them fails the test under way. A program that says nothing was not watched, unless it was killed.
 */
export const hearing = async <Ended extends { readonly exitCode: number | null; readonly stderr: string }>(
  run: (environment: Readonly<Record<string, string>>) => Promise<Ended>,
): Promise<Ended> => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-answers-'));
  try {
    const ended = await run({ [VARIABLE]: folder });
    const words = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Word);
    if (words.length === 0 && ended.exitCode !== null) {
      throw new Error(
        `The program ended with code ${ended.exitCode} and said nothing of what it was answered: does it start, and load the ` +
          `watch with --import? ${ended.stderr}`,
      );
    }
    for (const { judged, violations } of words) {
      for (const [service, count] of Object.entries(judged)) addJudged(service, count);
      for (const violation of violations) noteViolation(violation);
    }
    return ended;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
