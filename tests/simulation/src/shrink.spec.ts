import { describe, expect, it } from 'vitest';
import type { Chosen } from './choices.ts';
import { shrunk } from './shrink.ts';

const names = Array.from({ length: 40 }, (_, index) => `choice-${index}`);
const whole: Chosen = new Map(names.map((name) => [name, 900]));

/** Fails as long as two certain choices are large enough together. */
const stillFails = (chosen: Chosen): Chosen | undefined =>
  (chosen.get('choice-7') ?? 0) >= 33 && (chosen.get('choice-31') ?? 0) > 0 ? chosen : undefined;

describe('shrinking', () => {
  it('leaves only the choices that are needed, and those as small as they may be', () => {
    expect(shrunk(whole, stillFails)).toEqual(
      new Map([
        ['choice-7', 33],
        ['choice-31', 1],
      ]),
    );
  });

  it('keeps what it has when the attempts are used up', () => {
    expect(shrunk(whole, stillFails, 0)).toBe(whole);
    expect(stillFails(shrunk(whole, stillFails, 10))).toBeDefined();
  });
});
