import { describe, expect, it } from 'vitest';
import type { DeclaredDependencies } from './dependencies.ts';
import { unimported } from './dependencies.ts';
import { misplacedCodeIn } from './named-code.ts';
import { misnamedIn } from './named-paths.ts';
import { untagged } from './project-tags.ts';
import { unguardedIn, variablesBesideConfig } from './services.ts';
import { addressesIn, focusedIn, leftoversIn, tooLong, unenforcedDecision } from './texts.ts';
import { misplacedIn, treePathsIn } from './tree.ts';

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

describe('the guard of named code', () => {
  const source = new Map([['libs/x.ts', 'export const placeOrder = 1;']]);
  const placedBy = (text: string) =>
    misplacedCodeIn({ path: 'docs/PAGE.md', text }, (path) => source.get(path)).map(({ problem }) => problem);

  it.each([
    ['by its path', '`cancelOrder` in `libs/x.ts`'],
    ['over a line break', '`cancelOrder` in\n`libs/x.ts`'],
    ['by a link', '`cancelOrder` in [x](../libs/x.ts)'],
  ])('refuses a name that its file does not have: %s', (_, text) => {
    expect(placedBy(text)).toEqual(['places cancelOrder in libs/x.ts, which does not name it']);
  });

  it.each(['`placeOrder` in `libs/x.ts`', '`placeOrder()` in `libs/x.ts`', '`gone` in `libs/gone.ts`'])(
    'lets pass %s',
    (text) => {
      expect(placedBy(text)).toEqual([]);
    },
  );
});

describe('the guard of dependencies', () => {
  const text = `/// <reference types="referred" />
/// <reference types="@b/referred" />
    import a from 'a';
    export type { B } from '@b/b/part';
    const c = await import('c');
    import { readFile } from 'node:fs/promises';
    // import comment from 'comment';
    declare module 'declared' {
      import type { Inner } from 'inner';
    }
    const quoted = ["quoted", \`import template from 'template'\`, 'named'];
    it("imports", () => quoted.includes('named'));
  `;
  const source = { path: 'libs/x/src/x.ts', text };
  const declaring = (path: string, ...names: readonly string[]) => ({
    path,
    dependencies: Object.fromEntries(names.map((name) => [name, '1'])),
  });
  const refusedOf = (project: DeclaredDependencies, exceptions: readonly string[] = []) =>
    unimported([project], [source], new Map(exceptions.map((name) => [name, 'why'])));
  const told = (path: string, name: string) => ({
    path,
    problem: `declares ${name}, which nothing in it imports: take it out of the list`,
  });

  it('lets pass what is imported, in whole or in part, its types, and what is excepted', () => {
    const names = [
      'a',
      '@b/b',
      'c',
      'inner',
      'referred',
      '@types/b__referred',
      '@types/a',
      '@types/b__b',
      '@types/node',
      'plugin',
    ];
    expect(refusedOf(declaring('libs/x/package.json', ...names), ['plugin'])).toEqual([]);
  });

  it.each(['quoted', 'named', 'comment', 'template', 'declared', '@types/quoted'])(
    'refuses %s, which is only named',
    (name) => {
      expect(refusedOf(declaring('libs/x/package.json', name))).toEqual([told('libs/x/package.json', name)]);
    },
  );

  it('refuses what another project alone imports', () => {
    expect(refusedOf(declaring('libs/y/package.json', 'a'))).toEqual([told('libs/y/package.json', 'a')]);
  });

  it('holds the list of the root to what any project imports', () => {
    expect(refusedOf({ path: 'package.json', devDependencies: { a: '1', gone: '1' } })).toEqual([
      told('package.json', 'gone'),
    ]);
    expect(refusedOf({ path: 'package.json', optionalDependencies: { gone: '1' } })).toHaveLength(1);
    expect(refusedOf({ path: 'package.json', peerDependencies: { gone: '1' } })).toHaveLength(1);
  });

  it.each([
    ['imported', 'a'],
    ['declared by nobody', 'gone'],
  ])('refuses an exception that is %s', (_, name) => {
    expect(refusedOf(declaring('libs/x/package.json', 'a'), [name])).toEqual([
      {
        path: 'tools/tidy/src/guards/dependencies.ts',
        problem: `excepts ${name}, which is imported or declared by nobody: take it out of NEVER_IMPORTED`,
      },
    ]);
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

describe('the guard of trees', () => {
  const page = (...rows: string[]) => ({ path: 'README.md', text: ['```text', ...rows, '```', ''].join('\n') });
  const paths = new Set(['docs', 'libs', 'libs/kernel', 'libs/kernel/src']);

  it('reads every name with the folders above it', () => {
    const tree = page(
      'libs/',
      '  kernel/     rules: imports nothing',
      '    src/',
      '  spec/ avro/   laws, and bytes',
      'docs/',
    );
    expect(treePathsIn(tree)).toEqual(['libs', 'libs/kernel', 'libs/kernel/src', 'libs/spec', 'libs/avro', 'docs']);
  });

  it.each([
    ['a top-level folder', 'gone/   nothing', 'gone'],
    ['an indented one', 'libs/\n  kernel/\n    gone/   nothing', 'libs/kernel/gone'],
    ['one below a later folder', 'libs/\n  kernel/\ndocs/\n  kernel/', 'docs/kernel'],
    ['one of several on a line', 'libs/\n  kernel/ gone/   two', 'libs/gone'],
  ])('refuses %s that does not exist', (_, rows, gone) => {
    expect(misplacedIn(page(...rows.split('\n')), paths)).toEqual([
      { path: 'README.md', problem: `shows ${gone} in its tree, which does not exist` },
    ]);
  });

  it('lets output pass', () => {
    expect(misplacedIn(page('  gone/x   ready after 1 s'), paths)).toEqual([]);
  });
});

describe('the guards of services', () => {
  const path = 'services/order/app/src/http/orders.controller.ts';
  const controller = (...decorators: string[]) => ({
    path,
    text: ['import {} from "x";', '', ...decorators, 'export class OrdersController {', '  id = 1;', '}', ''].join(
      '\n',
    ),
  });
  const guarded = controller('@UseGuards(AccessGuard)', "@Controller('orders')");
  const unguarded = { path, problem: 'must put @UseGuards(AccessGuard) on OrdersController, above its class' };

  it('let pass a controller with the guard', () => {
    expect(unguardedIn(guarded)).toEqual([]);
  });

  it.each([
    ['without it', controller("@Controller('orders')")],
    ['with another', controller('@UseGuards(OtherGuard)', "@Controller('orders')")],
    ['with the guard in a comment', controller('// @UseGuards(AccessGuard)', "@Controller('orders')")],
    ['with the guard on a handler alone', controller("@Controller('orders')", '  @UseGuards(AccessGuard)')],
  ])('refuse a controller %s', (_, file) => {
    expect(unguardedIn(file)).toEqual([unguarded]);
  });

  it('refuse the second controller of a file when only the first has the guard', () => {
    const second = controller("@Controller('orders')").text;
    expect(unguardedIn({ path, text: `${guarded.text}${second}` })).toEqual([unguarded]);
  });

  it('refuse a controller elsewhere', () => {
    expect(unguardedIn({ ...guarded, path: 'services/order/app/src/orders.ts' })).toHaveLength(1);
  });

  it.each(['config: serviceConfig(catalog).extend({})', "const url = process.env['URL'];"])(
    'refuse a variable beside the configuration: %s',
    (text) => {
      expect(variablesBesideConfig({ path: 'services/order/app/src/order.module.ts', text })).toHaveLength(1);
      expect(variablesBesideConfig({ path: 'services/order/app/src/order.config.ts', text })).toEqual([]);
    },
  );
});
