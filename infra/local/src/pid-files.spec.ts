import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeftovers, recordProcess, runningProcesses, stopOrder } from './pid-files.ts';
import { identityOf } from './process-identity.ts';

describe('the order of stopping', () => {
  it('ends services together first, then Connect, the registry, Kafka and Postgres', () => {
    expect(stopOrder(['postgres', 'order', 'kafka', 'connect', 'payment', 'registry'])).toEqual([
      ['order', 'payment'],
      ['connect'],
      ['registry'],
      ['kafka'],
      ['postgres'],
    ]);
  });
});

describe('left-over processes', () => {
  let runDir = '';

  beforeEach(() => {
    runDir = mkdtempSync(join(tmpdir(), 'tidemark-run-'));
  });

  afterEach(() => {
    rmSync(runDir, { recursive: true });
  });

  it('are found by their files and ended, and the files with them', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    recordProcess(runDir, 'kafka', child.pid ?? 0, 'SIGTERM');
    expect(await endLeftovers(runDir)).toEqual(['kafka']);
    expect(identityOf(child.pid ?? 0)).toBeUndefined();
    expect(readdirSync(runDir)).toEqual([]);
  });

  it('are ended although they ignore the request', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' });
    recordProcess(runDir, 'stubborn', child.pid ?? 0, 'SIGTERM');
    expect(await endLeftovers(runDir, 200)).toEqual(['stubborn']);
    expect(identityOf(child.pid ?? 0)).toBeUndefined();
  });

  it('are not confused with a process that later got the same id', async () => {
    writeFileSync(
      join(runDir, 'kafka.pid.json'),
      JSON.stringify({ name: 'kafka', ...identityOf(process.pid), startTicks: '1', stopSignal: 'SIGTERM' }),
    );
    expect(runningProcesses(runDir)).toEqual([]);
    expect(await endLeftovers(runDir)).toEqual([]);
  });
});
