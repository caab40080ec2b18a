import type { Pace } from '@tidemark/event-store';
import { describe, expect, it } from 'vitest';
import { Gatherer } from './gatherer.ts';
import { recordOf, textOf } from './record.fixtures.ts';
import type { ChunkHandler, KafkaRecord, Verdict } from './record.ts';

const records = (...values: readonly string[]): readonly KafkaRecord[] => values.map((value) => recordOf(value));

/** Answers each chunk when it is told to, and notes what was in it. */
const slowHandler = () => {
  const chunks: string[][] = [];
  const open: { readonly answer: () => void; readonly fail: (error: Error) => void }[] = [];
  const handle: ChunkHandler = (chunk) => {
    chunks.push(chunk.map(textOf));
    const { promise, resolve, reject } = Promise.withResolvers<readonly Verdict[]>();
    open.push({
      answer: () => {
        resolve(chunk.map((record) => (textOf(record) === 'bad' ? 'again' : 'done')));
      },
      fail: reject,
    });
    return promise;
  };
  return { handle, chunks, open };
};

/** Time stands still, and every rest is noted and over at once. */
const gathererOf = (handle: ChunkHandler, limit: number, rests: number[] = [], pace: Pace = 'gathered'): Gatherer =>
  new Gatherer({
    handle,
    limit,
    pace,
    monotonicMs: () => 0,
    rest: (ms) => {
      rests.push(ms);
      return Promise.resolve();
    },
  });

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Pieces of several partitions', () => {
  it('that arrive together travel in one chunk, and each gets its own answers in order', async () => {
    const { handle, chunks, open } = slowHandler();
    const gatherer = gathererOf(handle, 10);
    const both = Promise.all([gatherer.submit(records('a', 'bad')), gatherer.submit(records('bad', 'c'))]);
    await nextTurn();
    open[0]?.answer();
    expect(await both).toEqual([
      ['done', 'again'],
      ['again', 'done'],
    ]);
    expect(chunks).toEqual([['a', 'bad', 'bad', 'c']]);
  });

  it('gather behind the chunk in hand, in the order they came, and never two chunks at once', async () => {
    const { handle, chunks, open } = slowHandler();
    const gatherer = gathererOf(handle, 10);
    const first = gatherer.submit(records('a'));
    await nextTurn();
    const later = [gatherer.submit(records('b')), gatherer.submit(records('c'))];
    await nextTurn();
    expect(chunks).toEqual([['a']]);
    open[0]?.answer();
    await first;
    await nextTurn();
    open[1]?.answer();
    await Promise.all(later);
    expect(chunks).toEqual([['a'], ['b', 'c']]);
  });

  it('fill a chunk up to its limit, and a larger piece travels alone', async () => {
    const { handle, chunks, open } = slowHandler();
    const gatherer = gathererOf(handle, 3);
    const all = [records('a', 'b'), records('c', 'd'), records('e', 'f', 'g', 'h'), records('i')].map((piece) =>
      gatherer.submit(piece),
    );
    for (let chunk = 0; chunk < 4; chunk += 1) {
      await nextTurn();
      open[chunk]?.answer();
    }
    await Promise.all(all);
    expect(chunks).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f', 'g', 'h'], ['i']]);
  });

  it('all hear of it when their chunk fails, and the next chunk is handled', async () => {
    const { handle, chunks, open } = slowHandler();
    const gatherer = gathererOf(handle, 10);
    const both = [gatherer.submit(records('a')), gatherer.submit(records('b'))].map((piece) =>
      expect(piece).rejects.toThrow('database away'),
    );
    await nextTurn();
    open[0]?.fail(new Error('database away'));
    await Promise.all(both);
    const again = gatherer.submit(records('a'));
    await nextTurn();
    open[1]?.answer();
    expect(await again).toEqual(['done']);
    expect(chunks).toEqual([['a', 'b'], ['a']]);
  });

  it('come to no harm when the handler throws instead of rejecting', async () => {
    const gatherer = gathererOf(() => {
      throw new TypeError('a defect');
    }, 10);
    await expect(gatherer.submit(records('a'))).rejects.toThrow(TypeError);
    await expect(gatherer.submit(records('b'))).rejects.toThrow(TypeError);
  });

  it('are answered a little later when their chunk holds several, and a lone record at once', async () => {
    const rests: number[] = [];
    const gatherer = gathererOf((chunk) => Promise.resolve(chunk.map(() => 'done')), 100, rests);
    const restAfter = async (count: number): Promise<readonly number[]> => {
      await gatherer.submit(Array.from({ length: count }, () => recordOf('a')));
      await nextTurn();
      return rests.splice(0);
    };
    expect(await restAfter(1)).toEqual([]);
    expect(await restAfter(2)).toEqual([30]);
    expect(await restAfter(3)).toEqual([60]);
    expect(await restAfter(100)).toEqual([60]);
  });

  it('are answered at once at a prompt pace, however many they are', async () => {
    const rests: number[] = [];
    const gatherer = gathererOf((chunk) => Promise.resolve(chunk.map(() => 'done')), 100, rests, 'prompt');
    await gatherer.submit(Array.from({ length: 100 }, () => recordOf('a')));
    expect(rests).toEqual([]);
  });

  it('are answered a good while later at a calm pace when they are several', async () => {
    const rests: number[] = [];
    const gatherer = gathererOf((chunk) => Promise.resolve(chunk.map(() => 'done')), 100, rests, 'calm');
    await gatherer.submit(records('a'));
    await nextTurn();
    await gatherer.submit(records('a', 'b', 'c'));
    expect(rests).toEqual([150]);
  });

  it('wait for what is left of the rest after the chunk was handled', async () => {
    const rests: number[] = [];
    let now = 0;
    const handle: ChunkHandler = (chunk) => {
      now += 10;
      return Promise.resolve(chunk.map(() => 'done'));
    };
    const rest = (ms: number): Promise<void> => Promise.resolve(void rests.push(ms));
    const gatherer = new Gatherer({ handle, limit: 10, pace: 'gathered', monotonicMs: () => now, rest });
    await gatherer.submit(records('a', 'b'));
    await gatherer.submit(records('a', 'b', 'c'));
    await nextTurn();
    expect(rests).toEqual([20, 50]);
  });

  it('are answered at once where more stands here already', async () => {
    const rests: number[] = [];
    const gatherer = gathererOf((chunk) => Promise.resolve(chunk.map(() => 'done')), 2, rests);
    await Promise.all([gatherer.submit(records('a', 'b')), gatherer.submit(records('c', 'd'))]);
    expect(rests).toEqual([30]);
  });

  it('wait in vain for nobody when their chunk fails', async () => {
    const rests: number[] = [];
    const gatherer = gathererOf(() => Promise.reject(new Error('database away')), 10, rests);
    await expect(gatherer.submit(records('a', 'b'))).rejects.toThrow('database away');
    expect(rests).toEqual([]);
  });
});
