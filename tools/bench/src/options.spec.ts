import { describe, expect, it } from 'vitest';
import { help } from './help.ts';
import { parseOptions, WrongUsage } from './options.ts';

const parse = (...args: readonly string[]) => parseOptions(args, () => 7);

describe('the command line of the benchmark', () => {
  it('needs nothing: a load of half a minute, with anchors and a seed that was drawn', () => {
    expect(parse()).toMatchObject({
      work: 'load',
      rate: 50,
      seconds: 30,
      warmupSeconds: 5,
      mix: 'happy',
      seed: 7,
      anchors: true,
      idleSeconds: 10,
    });
  });

  it('takes what it is told', () => {
    const line = '--rate 200 --seconds 5 --warmup=0 --mix realistic --seed 42 --no-anchors --idle 0 --json f.json';
    expect(parse(...line.split(' '))).toMatchObject({
      rate: 200,
      seconds: 5,
      warmupSeconds: 0,
      mix: 'realistic',
      seed: 42,
      anchors: false,
      idleSeconds: 0,
      jsonFile: 'f.json',
    });
    expect(parse('--find-capacity')).toMatchObject({ work: 'capacity', rate: 100, seconds: 20 });
    expect(parse('--suite').work).toBe('suite');
  });

  it.each([
    [['--rat', '5'], 'There is no option --rat: "npm run bench -- --help" shows those there are.'],
    [['--rate', 'fast'], '--rate must be a number from 0.1 to 20000, not "fast".'],
    [['--rate', ''], '--rate must be a number from 0.1 to 20000, not "".'],
    [['--seconds'], `Option '--seconds <value>' argument missing: "npm run bench -- --help" shows how it is called.`],
    [['now'], '"now" is no option: "npm run bench -- --help" shows those there are.'],
    [['--seconds', '0'], '--seconds must be a number from 1 to 3600, not "0".'],
    [['--seed', '1.5'], '--seed must be a whole number, not "1.5".'],
    [['--mix', 'sad'], 'There is no mix "sad": the mixes are happy, realistic, hot, duplicates.'],
    [['--suite', '--find-capacity'], '--suite finds the capacity already: leave --find-capacity out.'],
  ])('refuses %j in one sentence', (args, sentence) => {
    expect(() => parse(...args)).toThrow(WrongUsage);
    expect(() => parse(...args)).toThrow(sentence);
  });

  it('explains every option that it takes', () => {
    for (const option of help().matchAll(/^ {2}(--[a-z-]+)( [A-Z]+)?/gmu)) {
      const [, name = '', value] = option;
      const given = { N: '5', NAME: 'hot', FILE: 'f', DIR: 'd', MS: '5' }[value?.trim() ?? ''];
      expect(() => parse(name, ...(given === undefined ? [] : [given]))).not.toThrow();
    }
  });
});
