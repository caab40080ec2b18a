import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withClassArchives } from './class-archives.ts';
import { noDetours } from './detours.ts';
import { layoutOf } from './layout.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { PartContext } from './part.ts';
import type { Progress } from './progress.ts';

let folder: string;
let told: Progress[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-classes-'));
  told = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const partsIn = (cache: string) => ({
  java: 'java',
  cache,
  folder: cache,
  classes: () => [],
  kafkaJars: '*',
  connectPlugins: 'plugins',
  registry: 'registry.jar',
});

const contextThatFails = (failure: Error): PartContext => ({
  layout: layoutOf(join(folder, 'data')),
  ports: 'free',
  detours: noDetours,
  report: (progress) => told.push(progress),
  start: () => Promise.reject(failure),
  run: () => Promise.reject(failure),
});

const recordWith = (failure: Error) =>
  withClassArchives(
    partsIn(folder),
    { command: 'java', version: 'openjdk version "17.0.15"' },
    contextThatFails(failure),
  );

describe('classes that cannot be recorded', () => {
  it('are told of, and the parts start without them', async () => {
    const { classes } = await recordWith(new LocalStackError('LOCAL.PROCESS_FAILED', 'kafka could not be started.'));
    expect(classes('kafka')).toEqual([]);
    expect(told.at(-1)).toEqual({
      type: 'note',
      text: 'warning: the Java parts start without recorded classes, slower: kafka could not be started.',
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('classes-'))).toEqual([]);
  });

  it('end the start when it was told to stop', async () => {
    const stopped = new LocalStackError('LOCAL.STOPPED', 'Stopped while starting.');
    await expect(recordWith(stopped)).rejects.toBe(stopped);
  });
});
