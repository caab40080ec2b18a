import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { armedBy } from './crash-point.ts';

const MODULE = fileURLToPath(new URL('crash-point.ts', import.meta.url));

/** Passes a point five times in a process of its own and says each time that it still lives. */
const livesOf = (crashAt: string | undefined) => {
  const program = `
    import { crashPoint } from ${JSON.stringify(MODULE)};
    import { writeSync } from 'node:fs';
    for (let pass = 1; pass <= 5; pass += 1) { writeSync(1, String(pass)); crashPoint('after-commit'); }`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, TIDEMARK_CRASH_AT: crashAt },
  });
  return { passed: stdout.toString(), signal };
};

describe('a crash point', () => {
  it('kills the process at the pass that its parent asked for', () => {
    expect(livesOf(`after-commit#3@${process.pid}`)).toEqual({ passed: '123', signal: 'SIGKILL' });
  });

  it('does nothing when nobody asked, when another point is meant, or when another process asked', () => {
    const alive = { passed: '12345', signal: null };
    expect(livesOf(undefined)).toEqual(alive);
    expect(livesOf(`after-fetch#1@${process.pid}`)).toEqual(alive);
    expect(livesOf(`after-commit#1@${process.pid + 1}`)).toEqual(alive);
  });

  it.each([
    ['a parent that is nobody’s', 'after-commit#1@1', 1],
    ['a point that is not there', 'after-lunch#1@7', 7],
    ['no pass', 'after-commit@7', 7],
    ['no parent', 'after-commit#1', 7],
    ['nothing', '', 7],
  ])('is not armed by %s', (_what, text, parent) => {
    expect(armedBy(text, parent)).toBeUndefined();
  });
});
