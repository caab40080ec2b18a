import { describe, expect, it } from 'vitest';
import { accept, assertNever, fold, moveTo, reject, repeat, stay, UnhandledCase } from './index.ts';

describe('The grammar', () => {
  it('folds a history into a state, oldest fact first', () => {
    const rules = { initial: '', evolve: (state: string, fact: string) => state + fact };
    expect(fold(rules, ['a', 'b', 'c'])).toBe('abc');
    expect(fold(rules, [])).toBe('');
  });

  it('tells new facts, a recorded answer and a rejection apart', () => {
    expect(accept(1, 2)).toEqual({ kind: 'accepted', facts: [1, 2] });
    expect(repeat(1)).toEqual({ kind: 'repeated', answer: 1 });
    expect(reject({ code: 'NO' })).toEqual({ kind: 'rejected', rejection: { code: 'NO' } });
  });

  it('sends nothing and commands nothing unless it is said', () => {
    const state = { status: 'Idle' };
    expect(moveTo(state)).toEqual({ kind: 'moved', state, send: [], commands: [] });
    expect(moveTo(state, { send: ['m'], commands: ['c'] })).toMatchObject({ send: ['m'], commands: ['c'] });
    expect(stay(state)).toEqual({ kind: 'stayed', state, send: [], commands: [] });
  });

  it('refuses a case that bypassed the types, and shows it', () => {
    expect(() => assertNever({ type: 'Unheard' } as never)).toThrow(UnhandledCase);
    expect(() => assertNever({ type: 'Unheard' } as never)).toThrow(/"Unheard"/u);
  });
});
