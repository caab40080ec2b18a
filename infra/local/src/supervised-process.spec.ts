import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from './process-identity.ts';
import { eventually } from './system/shop.ts';
import type { ProcessOptions } from './supervised-process.ts';
import { startProcess } from './supervised-process.ts';

describe('a supervised process', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-process-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const shell = (script: string, more: Partial<ProcessOptions> = {}): ProcessOptions => ({
    name: 'probe',
    command: 'sh',
    args: ['-c', script],
    logFile: join(folder, 'probe.log'),
    runDir: join(folder, 'run'),
    ...more,
  });

  it('is recorded while it runs and forgotten when it was stopped', async () => {
    const probe = await startProcess(shell('sleep 60'));
    expect(readdirSync(join(folder, 'run'))).toEqual(['probe.pid.json']);
    await probe.stop();
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
    expect(identityOf(probe.pid)).toBeUndefined();
  });

  it('fails with the last lines of its log when it ends before it is ready', async () => {
    const starting = startProcess(shell('echo the cause >&2; exit 3', { ready: () => Promise.resolve(false) }));
    await expect(starting).rejects.toMatchObject({
      code: 'LOCAL.PROCESS_FAILED',
      details: { lastLines: ['the cause'] },
    });
  });

  it('is ended when it does not become ready in time', async () => {
    let pid = 0;
    const options = shell('sleep 60', {
      ready: () => Promise.resolve(false),
      readyWithinMs: 100,
      onLaunch: (process) => (pid = process.pid),
    });
    await expect(startProcess(options)).rejects.toThrow(/probe was not ready within 0.1 s: read .*probe.log/);
    expect(identityOf(pid)).toBeUndefined();
  });

  it('fails when the program does not exist', async () => {
    await expect(startProcess(shell('', { command: 'no-such-program' }))).rejects.toThrow(
      /could not be started.*ENOENT/,
    );
  });

  it('reports an end nobody asked for', async () => {
    const { promise, resolve } = Promise.withResolvers<{ code: number | null }>();
    await startProcess(shell('sleep 0.2; exit 7', { onExit: resolve }));
    expect(await promise).toMatchObject({ name: 'probe', code: 7, willRestart: false });
  });

  it('starts again as often as it was told to, and says each time when it is ready again', async () => {
    const told: unknown[] = [];
    const probe = await startProcess(
      shell('sleep 0.1; exit 7', {
        restarts: 1,
        onExit: (exit) => told.push(exit.willRestart),
        onRestarted: ({ name }) => told.push(name),
      }),
    );
    await probe.exited;
    await expect.poll(() => told).toEqual([true, 'probe', false]);
  });

  it('is started again when it may be, in the environment of that moment, and again when that fails', async () => {
    const starts: string[] = [];
    const may = Promise.withResolvers<undefined>();
    let asked = 0;
    const again = Promise.withResolvers<number>();
    const probe = await startProcess(
      // Its second start fails before it is ready.
      shell('test "$TURN" = 2 && exit 1; echo $TURN; sleep 60', {
        env: () => ({ TURN: String(starts.push('start')) }),
        ready: () =>
          Promise.resolve(readFileSync(join(folder, 'probe.log'), 'utf8').split('\n').includes(String(starts.length))),
        restarts: 5,
        beforeRestart: async () => {
          asked += 1;
          await may.promise;
        },
        onRestarted: ({ pid }) => {
          again.resolve(pid);
        },
      }),
    );
    process.kill(-probe.pid, 'SIGKILL');
    await eventually('the question whether it may start', () => Promise.resolve(asked > 0 ? true : undefined), 5_000);
    expect(starts).toHaveLength(1);
    may.resolve(undefined);
    expect(await again.promise).toBe(probe.pid);
    expect(readFileSync(join(folder, 'probe.log'), 'utf8')).toBe('1\n3\n');
    expect(asked).toBe(2);
    await probe.stop();
  });

  it('is killed at the limit when it ignores the request', async () => {
    const probe = await startProcess(shell('trap "" TERM; echo on; while :; do sleep 1; done'));
    await probe.stop(200);
    expect(identityOf(probe.pid)).toBeUndefined();
  });
});
