import { describe, expect, it } from 'vitest';
import { commandOf, commandOfAway } from './evidence.ts';
import { optionsOf } from './options.ts';
import { eachKilled } from './schedule.ts';

describe('the flags of npm run chaos', () => {
  it('may all be left out', () => {
    expect(optionsOf([])).toMatchObject({ schedules: 8, seed: 1, orders: 300, rate: 20, fresh: false });
  });

  it('take back the command that a failure prints', () => {
    const printed = commandOf({ seed: 41, orders: 200, rate: 7 }).split(' -- ')[1]?.split(' ') ?? [];
    expect(optionsOf(printed)).toMatchObject({ schedules: 1, seed: 41, orders: 200, rate: 7, fresh: true });
  });

  it('take back the command that a failure of one that was away prints', () => {
    const [away] = eachKilled(1, { services: [], orders: 9, rate: 5 }, 60_000);
    const printed = commandOfAway(away!).split(' -- ')[1]?.split(' ') ?? [];
    expect(optionsOf(printed)).toMatchObject({ awaySeconds: 60, only: ['kafka'], rate: 5 });
  });

  it('ask for the naive chain beside ours', () => {
    expect(optionsOf(['--compare-naive', '--seed', '7'])).toMatchObject({ compareNaive: true, seed: 7 });
    expect(optionsOf([])).toMatchObject({ compareNaive: false });
  });

  it.each([
    [['--seeds', '5'], '--seeds is not known; --help names the flags.'],
    [['--compare-naive', '--away', '5'], '--compare-naive does not go with --away.'],
    [['60'], '60 is not known; --help names the flags.'],
    [['--schedules', '0'], '--schedules must be a whole number from 1 to 100000.'],
    [['--rate', 'fast'], '--rate must be a whole number from 1 to 1000.'],
    [['--orders'], '--orders must be a whole number from 1 to 100000.'],
  ])('refuse %j in one sentence', (args, sentence) => {
    expect(() => optionsOf(args)).toThrow(sentence);
  });
});
