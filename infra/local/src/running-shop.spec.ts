import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { announceShop, findShop, withdrawShop } from './running-shop.ts';

const urls = { order: 'http://127.0.0.1:3000', payment: 'http://127.0.0.1:3002' };

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tidemark-running-shop-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

describe('a running shop', () => {
  it('is found where it was announced, until it is withdrawn', () => {
    expect(findShop(dataDir)).toBeUndefined();
    announceShop(dataDir, urls);
    expect(findShop(dataDir)).toEqual(urls);
    withdrawShop(dataDir);
    expect(findShop(dataDir)).toBeUndefined();
    withdrawShop(dataDir);
  });

  it('is not believed to run when another process has its process id now', () => {
    announceShop(dataDir, urls);
    const { runningShop } = layoutOf(dataDir);
    const announced = JSON.parse(readFileSync(runningShop, 'utf8')) as object;
    writeFileSync(runningShop, JSON.stringify({ ...announced, startTicks: '1' }));
    expect(findShop(dataDir)).toBeUndefined();
  });

  it.each(['', '{', '[]', 'null', '{"urls":{"order":1}}'])('is not found in a file that holds "%s"', (text) => {
    writeFileSync(layoutOf(dataDir).runningShop, text);
    expect(findShop(dataDir)).toBeUndefined();
  });
});
