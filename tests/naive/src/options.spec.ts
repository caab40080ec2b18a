import { describe, expect, it } from 'vitest';
import { faults } from './break/faults.ts';
import { parseOptions } from './options.ts';

describe('the command line', () => {
  it('runs the chain for people when nothing is said', () => {
    expect(parseOptions([])).toEqual({ kind: 'run' });
  });

  it('breaks both shops in every way, with 200 orders at 20 a second', () => {
    expect(parseOptions(['--break'])).toEqual({ kind: 'break', faults, load: { orders: 200, perSecond: 20 } });
  });

  it('takes the faults that are named, and another load', () => {
    const options = parseOptions(['--break', '--only', 'kill-order', '--orders', '40', '--rate', '8']);
    expect(options).toMatchObject({ faults: [{ kills: 'order' }], load: { orders: 40, perSecond: 8 } });
  });

  it.each([
    [['--wreck']],
    [['--break', '--only', 'flood']],
    [['--break', '--orders', 'many']],
    [['--break', '--rate', '0']],
  ])('refuses %j and says what can be done', (args) => {
    expect(() => parseOptions(args)).toThrow('npm run naive -- --break');
  });
});
