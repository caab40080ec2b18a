import { describe, expect, it } from 'vitest';
import { Choices, chosenOfText, textOfChosen } from './choices.ts';
import { flagsOf, HELP } from './flags.ts';
import { simulate } from './simulation.ts';
import { variantNames } from './variants.ts';

describe('the flags', () => {
  it('may all be absent: 10,000 seeds, both ways, on all processors', () => {
    expect(flagsOf([], 2)).toEqual({
      help: false,
      from: 1,
      seeds: 10_000,
      inboxes: [true, false],
      variant: undefined,
      choices: undefined,
      workers: 2,
    });
  });

  it.each([
    [['--seeds', 'many'], '--seeds must be a whole number from 1 to 100000000.'],
    [['--seeds', '0'], '--seeds must be a whole number from 1 to 100000000.'],
    [['--workers'], '--workers must be a whole number from 1 to 256.'],
    [['--choices', 'a b'], '--choices must be a list that a failing run has printed.'],
    [['--color-it'], '--color-it is not known; --help tells which flags there are.'],
    [['seven'], 'seven is not a flag; --help tells which flags there are.'],
    [['--variant', 'none'], `--variant must be one of ${variantNames.join(', ')}.`],
  ])('are refused with one sentence: %j', (args, sentence) => {
    expect(() => flagsOf(args, 2)).toThrow(sentence);
  });

  it('are explained, and every variant with them', () => {
    for (const name of variantNames) expect(HELP).toContain(name);
  });

  it('carry the choices of any run as one word, which repeats that run', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const first = Choices.ofSeed(seed, { recording: true });
      const ended = simulate(first, { inbox: true });
      const again = Choices.repeating(chosenOfText(textOfChosen(first.taken)) ?? new Map());
      expect(simulate(again, { inbox: true })).toEqual(ended);
      expect(again.taken).toEqual(first.taken);
    }
  });
});
