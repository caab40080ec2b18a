import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverCatalogs } from './catalog.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'tidemark-workspace-'));
});

afterEach(() => rm(workspace, { recursive: true }));

describe('the discovery of services', () => {
  it('says so when there are none', async () => {
    await expect(discoverCatalogs(workspace)).rejects.toThrow('No service was found');
  });

  it('names the service whose catalog cannot be imported, and passes over folders without an app', async () => {
    await mkdir(join(workspace, 'services', 'nobody', 'app'), { recursive: true });
    await mkdir(join(workspace, 'services', 'empty'), { recursive: true });
    await writeFile(join(workspace, 'services', 'nobody', 'app', 'package.json'), '{}');

    await expect(discoverCatalogs(workspace)).rejects.toThrow('The catalog of nobody cannot be imported');
  });
});
