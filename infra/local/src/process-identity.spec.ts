import { describe, expect, it } from 'vitest';
import { asIdentity, identityOf, isRunning, parseProcessStat } from './process-identity.ts';

const stat = (name: string, state: string): string =>
  `4711 (${name}) ${state} 1 4711 4711 0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0 215459 2650112 77 1844`;

describe('process identity', () => {
  it('reads the start time out of the kernel line', () => {
    expect(parseProcessStat(stat('java', 'S'))).toEqual({ state: 'S', startTicks: '215459' });
  });

  it('is not misled by blanks and parentheses in a name', () => {
    expect(parseProcessStat(stat('a) S 1 (b', 'R'))).toEqual({ state: 'R', startTicks: '215459' });
  });

  it('knows nothing of a line that is no process', () => {
    expect(parseProcessStat('')).toBeUndefined();
  });

  it('recognizes this process', () => {
    const self = identityOf(process.pid);
    expect(self && isRunning(self)).toBe(true);
  });

  it('does not take a later process under the same id for the earlier one', () => {
    const self = identityOf(process.pid);
    expect(self && isRunning({ ...self, startTicks: '1' })).toBe(false);
  });

  it('does not take a process of another boot for one of this', () => {
    const self = identityOf(process.pid);
    expect(self && isRunning({ ...self, boot: 'another' })).toBe(false);
  });

  it.each([[null], [{}], [{ pid: 1, startTicks: '1', boot: 'b' }], [{ pid: '7', startTicks: '1', boot: 'b' }]])(
    'refuses %j as an identity',
    (value) => {
      expect(asIdentity(value)).toBeUndefined();
    },
  );
});
