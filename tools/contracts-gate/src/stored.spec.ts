import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectNone } from '@tidemark/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { servicesFolder } from './places.ts';
import { changedStreams } from './stored.ts';
import { sumOf, SUMS } from './sums.ts';

const truck = 'yard/app/src/persistence/stored-v1/truck-left.json';

let folder: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stored-'));
  write(truck, '[]\n');
  write(SUMS, `${sumOf('[]\n')}  ${truck}\n`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the streams that earlier versions of our services stored', () => {
  it('are as they were stored', () => {
    expectNone(changedStreams(servicesFolder));
  });
});

describe('a stored stream', () => {
  it('is as it was when its bytes are', () => {
    expect(changedStreams(folder)).toEqual([]);
  });

  it('is told of when a byte of it has changed', () => {
    write(truck, '[ ]\n');

    expect(changedStreams(folder)).toEqual([
      `services/${truck}:1: This stream is no longer as version 1 stored it, and databases hold it as it was; bring it back from the history, and add a file of its own for what is stored today.`,
    ]);
  });

  it('is told of when it is gone, its folder too', () => {
    rmSync(join(folder, 'yard'), { recursive: true });

    expect(changedStreams(folder)).toEqual([
      `services/SHA256SUMS:1: ${truck} is a stream as version 1 stored it, and it is gone; bring it back from the history.`,
    ]);
  });

  it('is told of when nothing would tell that it has changed', () => {
    rmSync(join(folder, SUMS));

    expect(changedStreams(folder)).toEqual([
      `services/${truck}:1: Nothing would tell that this stored stream has changed; seal it, in services: sha256sum ${truck} >> SHA256SUMS.`,
    ]);
  });
});
