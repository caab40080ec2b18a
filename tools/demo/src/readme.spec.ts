import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stories } from './stories.ts';
import { moneyOf } from './table.ts';

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, ...cells]) => cells.slice(0, -1));

describe("the page's table of stories", () => {
  it('names every story of the code, in its order, with what happens and how it must end', () => {
    expect(rows).toEqual([
      ['story', 'what happens', 'end', 'money'],
      rows[1],
      ...stories.map((story) => [`\`${story.name}\``, story.title, story.end.order, moneyOf(story)]),
    ]);
  });
});
