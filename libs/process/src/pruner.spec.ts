import { afterEach, describe, expect, it, vi } from 'vitest';
import { retention } from '@tidemark/event-store';
import { cause, openHouse } from './errand.fixtures.ts';
import { Pruner } from './pruner.ts';

const pruners: Pruner[] = [];

afterEach(async () => {
  for (const pruner of pruners.splice(0)) await pruner.stop();
});

describe('A pruner', () => {
  it('forgets all that is too old, batch after batch, and keeps the rest', async () => {
    const { store, unitOfWork, elapse } = openHouse();
    const remember = (key: string) =>
      unitOfWork.execute({
        cause,
        reads: [],
        idempotency: { route: 'POST /errands', key, bodyHash: 'a' },
        handle: () => 'done',
        remember: () => ({ status: 200, headers: {}, body: null }),
      });
    for (let key = 0; key < 2_500; key += 1) await remember(`old-${key}`);
    elapse(retention[0]!.keepMs + 1);
    await remember('young');

    const pruned: (readonly [string, number])[] = [];
    const pruner = new Pruner({
      store,
      rules: retention,
      pollMs: 3_600_000,
      onPruned: (table, rows) => pruned.push([table, rows]),
      onError: (error) => {
        throw error;
      },
    });
    pruners.push(pruner);
    pruner.start();
    await vi.waitFor(() => {
      expect(pruned).toEqual([
        ['idempotency', 1_000],
        ['idempotency', 1_000],
        ['idempotency', 500],
      ]);
    });
    expect(await remember('young')).toMatchObject({ kind: 'replayed' });
    expect(await remember('old-7')).toMatchObject({ kind: 'done' });
  });
});
