import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '@tidemark/bootstrap/catalogs';
import { judgedAnswers } from '@tidemark/platform/testing/received';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Ended } from './tool.fixtures.ts';
import { runTool } from './tool.fixtures.ts';

interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
}

interface Report {
  readonly ordersPerSecond: number;
  readonly sagaMs: Percentiles;
  readonly cdcMs: Percentiles;
  readonly postMs: Percentiles;
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  readonly walBytesPerOrder: number;
  readonly kafkaBytesPerOrder: number;
  readonly pssMiB: number;
  readonly audit: { readonly clean: boolean };
  readonly machine: object;
  readonly details: {
    readonly accepted: number;
    readonly outcomes: Readonly<Record<string, { readonly injected: number; readonly right: number }>>;
    readonly faults: readonly string[];
  };
}

let ended: Ended;
let report: Report;

// The shop that all specs share, under few orders and for seconds: whether it measures right, not how fast anything is.
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const file = join(folder, 'report.json');
  const load = '--rate 10 --seconds 3 --warmup 1 --idle 1 --skus 10 --mix realistic --seed 4 --no-anchors';
  // Other work on the machine makes the generator late, which here is no reason to fail.
  const options = [...load.split(' '), '--max-slip', '10000', '--json', file];
  ended = await runTool(inject('sharedShop').dataDir, 'bench', ...options);
  report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Report;
  return () => rm(folder, { recursive: true });
});

describe('a short benchmark on a shop that runs', () => {
  it('ends well: every order came to the end that was injected, and the audit is clean', () => {
    onTestFinished(({ task }) => {
      if (task.result?.state === 'fail') console.error(ended.stdout, ended.stderr);
    });
    expect(ended.exitCode).toBe(0);
    expect(report.audit.clean).toBe(true);
    expect(report.details.faults).toEqual([]);
    const outcomes = Object.values(report.details.outcomes);
    expect(outcomes.reduce((sum, { injected }) => sum + injected, 0)).toBe(report.details.accepted);
    expect(outcomes.every(({ injected, right }) => injected === right)).toBe(true);
    expect(Object.keys(report.details.outcomes)).toContain('out of stock');
  });

  it('has every answer to the load held against the document of order', () => {
    expect(judgedAnswers('order')).toBeGreaterThanOrEqual(report.details.accepted);
  });

  it('gives programs every figure, and says on what machine', () => {
    expect(Object.keys(report)).toEqual([
      ...['ordersPerSecond', 'sagaMs', 'cdcMs', 'postMs', 'cpuMsPerOrder', 'walBytesPerOrder', 'kafkaBytesPerOrder'],
      ...['pssMiB', 'idleCores', 'coldStartSeconds', 'batch', 'audit', 'machine', 'anchors', 'naive', 'details'],
    ]);
    expect(Object.keys(report.machine)).toEqual([
      ...['cores', 'model', 'kernel', 'node', 'memoryMiB', 'loadAverageAtStart', 'at', 'commit'],
    ]);
    expect(report.ordersPerSecond).toBeGreaterThan(0);
    expect(report.walBytesPerOrder).toBeGreaterThan(1_000);
    expect(report.kafkaBytesPerOrder).toBeGreaterThan(500);
  });

  it('measures from the intended sending to a commit that comes after the answer’s own', () => {
    const { postMs, sagaMs, cdcMs } = report;
    expect(sagaMs.p50).toBeGreaterThan(postMs.p50);
    // Each order is heard of by more than five handlers on its way.
    expect(cdcMs.count).toBeGreaterThan(5 * report.details.accepted * 0.5);
  });

  it('counts the CPU of every process of the shop, and only of it', () => {
    const { total = 0, ...shares } = report.cpuMsPerOrder;
    const others = ['connect', 'kafka', 'mail-catcher', 'postgres', 'psp-simulator', 'registry', 'watchdog'];
    expect(Object.keys(shares).toSorted()).toEqual([...serviceNames(), ...others].toSorted());
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(total, 1);
    for (const name of ['order', 'postgres', 'kafka', 'connect']) expect(shares[name]).toBeGreaterThan(0);
  });
});
