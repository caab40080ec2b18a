import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { RowTable } from './sources.ts';
import { change, rowWrite } from './sources.ts';
import type { StorePromises } from './store.fixtures.ts';
import { effectsOf, insist, planOf, write } from './store.fixtures.ts';
import type { Note } from './till.fixtures.ts';
import { causeOf, notes, shelf, shelves, stocking, toolsOf } from './till.fixtures.ts';
import { UnitOfWork } from './unit-of-work.ts';

/** Plain rows, state rows and the journal. */
export const rows: StorePromises = (it, subject) => {
  const textAfter = async (rule: RowTable<Note>['onConflict'], ...versions: readonly number[]) => {
    const { store } = subject();
    const table = notes(rule);
    const noteId = randomUUID();
    for (const version of versions) {
      await write(store, { rows: [rowWrite(table, { noteId, text: `of ${version}`, version })] });
    }
    return ((await store.readRows(table, [noteId])).get(noteId) as Note).text;
  };

  it('replaces, keeps, or replaces an older row, as the table says', async () => {
    expect(await textAfter('replace', 1, 3, 2)).toBe('of 2');
    expect(await textAfter('keep', 1, 3, 2)).toBe('of 1');
    expect(await textAfter('replaceOlder', 1, 3, 2)).toBe('of 3');
    expect(await textAfter('replaceOlder', 1, 1)).toBe('of 1');
  });

  it('writes rows of a view outside of a unit under the same rules', async () => {
    const { store } = subject();
    const table = notes('replaceOlder');
    const noteId = randomUUID();
    await store.writeRows(table, [{ noteId, text: 'new', version: 2 }]);
    await store.writeRows(table, [{ noteId, text: 'old', version: 1 }]);
    await store.writeRows(table, []);
    expect((await store.readRows(table, [noteId, randomUUID()])).get(noteId)).toEqual({
      noteId,
      text: 'new',
      version: 2,
    });
  });

  it('gives the rows that a plan looks up, and no others', async () => {
    const { store } = subject();
    const table = notes('replace');
    const [here, missing] = [randomUUID(), randomUUID()];
    await store.writeRows(table, [{ noteId: here, text: 'here', version: 1 }]);
    const rows = await store.transact(planOf({ rows: [{ table, keys: [here, missing], lock: false }] }), (loaded) => ({
      effects: effectsOf({}),
      result: loaded.rows.get(table.name),
    }));
    expect(rows).toEqual(new Map([[here, { noteId: here, text: 'here', version: 1 }]]));
  });

  it('never loses one of many concurrent changes of one state row, the first included', async () => {
    const { store } = subject();
    const unitOfWork = new UnitOfWork(store, toolsOf(randomUUID));
    const sku = randomUUID();
    const stock = () =>
      insist(() =>
        unitOfWork.execute({
          cause: causeOf(randomUUID()),
          reads: [change(shelf, sku)],
          handle: (unit) => unit.decide(stocking, { sku }),
        }),
      );
    await Promise.all(Array.from({ length: 10 }, stock));
    expect((await store.readRows(shelves, [sku])).get(sku)).toEqual({ sku, onHand: 10 });
  });

  it('keeps the journal of a process in the order of its versions', async () => {
    const { store } = subject();
    const processId = `errand-${randomUUID()}`;
    const entry = (version: number) => ({
      processId,
      version,
      fromStatus: 'Idle',
      toStatus: 'Walking',
      input: 'Go',
      sent: ['CapturePayment', 'RefundPayment'],
      messageId: 'message-1',
      actor: 'customer',
      at: '2026-01-01T00:00:00.000Z',
    });
    await write(store, { journal: [entry(1)] });
    await write(store, { journal: [entry(2)] });
    expect(await store.readJournal(processId)).toEqual([entry(1), entry(2)]);
    expect(await store.readJournal(`errand-${randomUUID()}`)).toEqual([]);
  });
};
