import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { ProcessGroup } from './process-group.ts';

describe('a group of processes that is stopped', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-group-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('leaves a service the time it needs to finish what it has in hand', async () => {
    const group = new ProcessGroup(layoutOf(folder), () => undefined, {});
    const script = `trap 'sleep 4; exit 0' TERM; echo ready > ${folder}/ready; while true; do sleep 0.1; done`;
    const service = await group.start({
      name: 'order',
      command: 'sh',
      args: ['-c', script],
      ready: () => Promise.resolve(existsSync(join(folder, 'ready'))),
    });
    await group.stop();
    expect(await service.exited).toMatchObject({ code: 0, signal: null });
  }, 20_000);
});
