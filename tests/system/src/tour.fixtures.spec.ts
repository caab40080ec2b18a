import { describe, expect, it } from 'vitest';
import { fits, stepsOf } from './tour.fixtures.ts';

describe('the steps of a tour', () => {
  it('are its shell blocks, each with the JSON beneath it', () => {
    const page = 'Do\n\n```sh\na\n```\n\nthen\n\n```sh\nb\n```\n\n```json\n{ "x": 1 }\n```\n';
    expect(stepsOf(page)).toEqual([
      { script: 'a\n', shows: undefined },
      { script: 'b\n', shows: { x: 1 } },
    ]);
  });
});

describe('an answer fits what a page shows', () => {
  it.each([
    ['when it says the same', { a: 1 }, { a: 1 }],
    ['when it says more', { a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ c: 1 }] }],
    ['when the page leaves a value open', { id: '7' }, { id: '…' }],
  ])('%s', (_, answer, shown) => {
    expect(fits(answer, shown)).toBe(true);
  });

  it.each([
    ['a value differs', { a: 2 }, { a: 1 }],
    ['a value is missing', {}, { id: '…' }],
    ['a list is longer', { a: [1, 2] }, { a: [1] }],
    ['it is no JSON at all', 'oops', { a: 1 }],
  ])('and does not when %s', (_, answer, shown) => {
    expect(fits(answer, shown)).toBe(false);
  });
});
