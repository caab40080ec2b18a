import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { breakersLast } from './breakers-last.ts';

it('puts the files that break the shared shop behind all others, whatever their names', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.system.spec.ts'))
    .map((name) => ({ moduleId: join(import.meta.dirname, name) }));
  const names = breakersLast(files).map(({ moduleId }) => basename(moduleId, '.system.spec.ts'));
  expect(names.slice(-4)).toEqual(['graceful-life', 'killed-services', 'lost-slot', 'one-death']);
  expect(names).toHaveLength(files.length);
});
