import { describe, expect, it } from 'vitest';
import { misnamedIn } from './named-paths.ts';
import { untagged } from './project-tags.ts';
import { addressesIn, focusedIn, leftoversIn, tooLong, unenforcedDecision } from './texts.ts';

const inventory = {
  paths: new Set(['libs', 'libs/kernel', 'libs/kernel/src/decider.ts', 'docs/README.md', 'package.json']),
  scripts: new Set(['start', 'test', 'test:unit']),
};
const namedBy = (text: string, path = 'docs/PAGE.md') =>
  misnamedIn({ path, text }, inventory).map(({ problem }) => problem);

describe('the guard of named paths', () => {
  it.each([
    ['a path from the root', 'see `libs/kernel/src/gone.ts`', 'names libs/kernel/src/gone.ts'],
    ['a folder', 'see `libs/gone/`', 'names libs/gone/'],
    ['a folder that was never there', 'see `gone/kernel`', 'names gone/kernel'],
    ['a bare file name', 'see `gone.decider.ts`', 'names gone.decider.ts'],
    ['a path with a line', 'see `libs/gone.ts:12`', 'names libs/gone.ts'],
    ['the target of a link', 'see [it](./GONE.md#there)', 'names ./GONE.md'],
    ['a script in prose', 'run `npm run gone`', 'names the npm script gone'],
    ['a script in a fence', '```sh\nnpm run test:gone\n```', 'names the npm script test:gone'],
  ])('refuses %s that does not exist', (_, text, problem) => {
    expect(namedBy(text)).toEqual([`${problem}, which does not exist`]);
  });

  it.each([
    ['a path from the root', '`libs/kernel/src/decider.ts`'],
    ['a path from the page', '[x](README.md)'],
    ['a bare file name', '`decider.ts`'],
    ['a folder', '`libs/kernel/`'],
    ['a script', '`npm run test:unit`, then `npm test`'],
    ['a route', '`POST /orders` and `/orders/{id}`'],
    ['a package', '`@tidemark/kernel`'],
    ['a media type', '`application/problem+json`'],
    ['a pattern', '`services/*/domain`'],
    ['an address', '[site](https://example.org/a) and `http://127.0.0.1:3000/orders`'],
    ['a fenced example', '```text\n`libs/gone.ts`\n```'],
    ['what a build writes', '`dist/main.js`'],
  ])('lets pass %s', (_, text) => {
    expect(namedBy(text)).toEqual([]);
  });
});

describe('the guard of tags', () => {
  const tagsOf = (...tags: string[]) => untagged([{ path: 'libs/x', tags }], ['order']).map(({ problem }) => problem);

  it('refuses a project without tags, twice', () => {
    expect(tagsOf()).toHaveLength(2);
  });

  it('refuses a project without a scope', () => {
    expect(tagsOf('type:infra')).toEqual(['needs one tag scope:… of shared, tooling, order; it has none']);
  });

  it('refuses an unknown type', () => {
    expect(tagsOf('type:lib', 'scope:order')).toHaveLength(1);
  });

  it('refuses two scopes', () => {
    expect(tagsOf('type:infra', 'scope:order', 'scope:shared')).toHaveLength(1);
  });

  it('lets pass one of either', () => {
    expect(tagsOf('type:domain', 'scope:order')).toEqual([]);
  });
});

describe('the guards of texts', () => {
  const file = (text: string) => ({ path: 'x.ts', text });

  it.each(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'])('refuse the leftover %s', (marker) => {
    expect(leftoversIn(file(`one\n// ${marker}: later`))).toEqual([
      { path: 'x.ts:2', problem: `leftover marker ${marker}` },
    ]);
  });

  it.each([`it.${'on' + 'ly'}('x')`, `describe.${'sk' + 'ip'}('x')`, `it.concurrent.${'on' + 'ly'}('x')`])(
    'refuse the hidden test %s',
    (text) => {
      expect(focusedIn(file(text))).toHaveLength(1);
    },
  );

  it('let pass an ordinary test', () => {
    expect(focusedIn(file("it.each([1])('only one')"))).toEqual([]);
  });

  it('refuse a file one line over its limit', () => {
    expect(tooLong(file('a\n'.repeat(401)), 400)).toEqual([
      { path: 'x.ts', problem: 'has 401 lines; the limit is 400' },
    ]);
    expect(tooLong(file('a\n'.repeat(400)), 400)).toEqual([]);
  });

  it('refuse a lock that records addresses', () => {
    expect(addressesIn(file('"resolved": "https://example.org/a.tgz"'))).toHaveLength(1);
    expect(addressesIn(file('"resolved": "libs/kernel"'))).toEqual([]);
  });

  it('refuse a decision that nothing holds in place', () => {
    expect(unenforcedDecision(file('# A\n## Consequences\n'))).toHaveLength(1);
    expect(unenforcedDecision(file('# A\n## Enforced by\n`x.ts`'))).toEqual([]);
  });
});
