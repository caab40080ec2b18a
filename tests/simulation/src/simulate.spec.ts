import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('simulate.ts', import.meta.url));

const simulated = (...flags: readonly string[]): { code: number | null; said: string; complained: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tidemark/source', program, ...flags], {
    encoding: 'utf8',
  });
  return { code: status, said: stdout, complained: stderr };
};

describe('the program', { timeout: 60_000 }, () => {
  it('says how many orders came to which end, and ends with 0', () => {
    const { code, said } = simulated('--from', '7', '--seeds', '40', '--workers', '1');
    expect(said).toMatch(
      /^Seeds 7 to 46, inbox on and inbox off\.\n80 runs, [\d,]+ orders, [\d,]+ steps, 0 runs wrong/u,
    );
    expect(code).toBe(0);
  });

  it('tells of the first seed that ends wrong, and gives the commands that repeat it', () => {
    const { code, said } = simulated('--seeds', '20', '--inbox', 'on', '--variant', 'new-key');
    expect(code).toBe(1);
    const broken = /Shortened to .*? (Broken: .*)/u.exec(said)?.[1];
    const again = /Shortened: npm run simulate -- (.*)/u.exec(said)?.[1]?.split(' ') ?? [];
    const repeated = simulated(...again);
    expect(repeated.code).toBe(1);
    expect(repeated.said.trimEnd().split('\n').at(-1)).toBe(broken);
    const seed = /Again: +npm run simulate -- (.*)/u.exec(said)?.[1]?.split(' ') ?? [];
    expect(simulated(...seed).said).toContain(broken);
  });

  it('refuses a wrong flag with one sentence and ends with 64', () => {
    const complained = '--inbox must be on, off or both.\n';
    expect(simulated('--inbox', 'maybe')).toEqual({ code: 64, said: '', complained });
  });
});
