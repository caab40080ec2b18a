import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readCommitted } from './committed.fixtures.ts';

it('A service without a committed document fails with the command that makes it; one of a spec alone needs none', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tidemark-documents-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'services', 'ferry', 'app'), { recursive: true });

  expect(() => readCommitted('ferry', root)).toThrow(
    'contracts/openapi/ferry.json is missing: write it with "npm run contracts:openapi", and commit it.',
  );
  expect(readCommitted('canary', root)).toBeUndefined();
});
