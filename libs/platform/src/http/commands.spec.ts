import type { RowTable, Unit } from '@tidemark/event-store';
import { MemoryStore, StoreUnavailable, UnitOfWork } from '@tidemark/event-store';
import { describe, expect, it } from 'vitest';
import type { Answer } from './commands.ts';
import { Commands, refused } from './commands.ts';
import type { PostedRequest } from './posted.ts';
import { problem, ProblemError } from './problem.ts';

interface Note {
  readonly noteId: string;
}

const notes: RowTable<Note> = { name: 'note', key: 'noteId', properties: ['noteId'], onConflict: 'replace' };

/** A memory store that a spec can hold up before a transaction, and cut off after its commit. */
class UnsteadyStore extends MemoryStore {
  asked = 0;
  before: () => Promise<void> = () => Promise.resolve();
  after: () => Promise<void> = () => Promise.resolve();

  override async transact<Result>(...args: Parameters<MemoryStore['transact']>): Promise<Result> {
    this.asked += 1;
    await this.before();
    const result = await (super.transact(...args) as Promise<Result>);
    await this.after();
    return result;
  }
}

const openDesk = () => {
  let ids = 0;
  const store = new UnsteadyStore(() => Date.UTC(2026, 0, 1));
  const encoder = { encode: () => new Uint8Array() };
  const unitOfWork = new UnitOfWork(store, {
    newId: () => `id-${++ids}`,
    encoder,
    monotonicMs: () => 0,
    rest: () => Promise.resolve(),
  });
  return {
    store,
    commands: new Commands(unitOfWork),
    noted: async (noteId: string) => (await store.readRows(notes, [noteId])).has(noteId),
  };
};

const posted = (more: Partial<PostedRequest['idempotency']> = {}): PostedRequest => ({
  cause: { messageId: 'request', correlationId: 'request', traceparent: 'none', actor: 'customer' },
  idempotency: { route: 'POST /notes', key: 'key-1', bodyHash: 'a', ...more },
});

const created: Answer = { status: 201, headers: { location: '/notes/1' }, body: { noteId: '1' } };

const writing = (answer: Answer = created, noteId = '1') => ({
  reads: [],
  handle: (unit: Unit): Answer => {
    unit.write(notes, { noteId });
    return answer;
  },
});

const problemOf = async (running: Promise<Answer>): Promise<ProblemError> => {
  const error: unknown = await running.catch((thrown: unknown) => thrown);
  if (error instanceof ProblemError) return error;
  throw new Error('The request ended without a problem.', { cause: error });
};

/** Fails the first few of what it is asked. */
const failing = (times: number, error: Error = new StoreUnavailable('gone')) => {
  let left = times;
  return (): Promise<void> => ((left -= 1) >= 0 ? Promise.reject(error) : Promise.resolve());
};

describe('A POST with a key', () => {
  it('takes effect, and is answered as its handler says', async () => {
    const { commands, noted } = openDesk();
    expect(await commands.run(posted(), writing())).toEqual(created);
    expect(await noted('1')).toBe(true);
  });

  it('is answered the same again when it comes again, marked as such, without another effect', async () => {
    const { commands, noted } = openDesk();
    await commands.run(posted(), writing());
    expect(await commands.run(posted(), writing({ status: 500 }, '2'))).toEqual({
      ...created,
      headers: { location: '/notes/1', 'idempotency-replayed': 'true' },
    });
    expect(await noted('2')).toBe(false);
  });

  it('has its refusal remembered as well', async () => {
    const { commands } = openDesk();
    const refusal = problem(422, 'NOTE_TOO_LONG', 'Write less.');
    await commands.run(posted(), writing(refused(refusal)));
    expect(await commands.run(posted(), writing())).toMatchObject({ status: 422, body: refusal });
  });

  it('may ask again after a refusal that time may heal', async () => {
    const { commands } = openDesk();
    const notYet = refused(problem(409, 'NOT_YET', 'Ask again.'), { forget: true });
    expect(await commands.run(posted(), writing(notYet))).toMatchObject({ status: 409 });
    expect(await commands.run(posted(), writing())).toEqual(created);
  });

  it('is refused with 422 when its key belongs to another body', async () => {
    const { commands, noted } = openDesk();
    await commands.run(posted(), writing());
    const { problem: stated } = await problemOf(commands.run(posted({ bodyHash: 'b' }), writing(created, '2')));
    expect(stated).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
      errors: [{ field: 'Idempotency-Key', rule: 'must be a new one for another body' }],
    });
    expect(await noted('2')).toBe(false);
  });

  it('is a request of its own on another route', async () => {
    const { commands, noted } = openDesk();
    await commands.run(posted(), writing());
    await commands.run(posted({ route: 'POST /letters' }), writing(created, '2'));
    expect(await noted('2')).toBe(true);
  });
});

describe('A POST while the same key is in flight', () => {
  const held = () => {
    const desk = openDesk();
    const { promise, resolve: release } = Promise.withResolvers<undefined>();
    desk.store.before = async () => {
      await promise;
    };
    return { ...desk, release: () => release(undefined) };
  };

  it('is refused with 409 and told when to come again, without joining a transaction', async () => {
    const { commands, store, release } = held();
    const first = commands.run(posted(), writing());
    const { problem: stated, headers } = await problemOf(commands.run(posted(), writing()));
    expect(stated).toMatchObject({ status: 409, code: 'REQUEST_IN_FLIGHT' });
    expect(headers).toEqual({ 'retry-after': '1' });
    expect(store.asked).toBe(1);
    release();
    expect(await first).toEqual(created);
  });

  it('is refused whatever its body says: nobody knows yet whose key it is', async () => {
    const { commands, release } = held();
    const first = commands.run(posted(), writing());
    expect((await problemOf(commands.run(posted({ bodyHash: 'b' }), writing()))).problem.status).toBe(409);
    release();
    await first;
  });

  it('goes on when only the key or only the route is the same', async () => {
    const { commands, release } = held();
    const running = [posted(), posted({ key: 'key-2' }), posted({ route: 'POST /letters' })].map((request) =>
      commands.run(request, writing()),
    );
    release();
    expect(await Promise.all(running)).toEqual([created, created, created]);
  });

  it('is answered once the first one has ended', async () => {
    const { commands, release } = held();
    const first = commands.run(posted(), writing());
    release();
    await first;
    expect(await commands.run(posted(), writing())).toMatchObject({ status: 201 });
  });
});

describe('A POST while the database is away', () => {
  it('is tried three times, and then ends with what was wrong', async () => {
    const { commands, store, noted } = openDesk();
    store.before = failing(9);
    await expect(commands.run(posted(), writing())).rejects.toThrow(StoreUnavailable);
    expect(store.asked).toBe(3);
    expect(await noted('1')).toBe(false);
  });

  it('is answered when the third try comes through', async () => {
    const { commands, store } = openDesk();
    store.before = failing(2);
    expect(await commands.run(posted(), writing())).toEqual(created);
    expect(store.asked).toBe(3);
  });

  it('finds out by its key that the first try came through after all', async () => {
    const { commands, store, noted } = openDesk();
    store.after = failing(1);
    const answer = await commands.run(posted(), writing());
    expect(answer).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(await noted('1')).toBe(true);
  });

  it('waits between the tries', async () => {
    const { commands, store } = openDesk();
    store.before = failing(1);
    const began = performance.now();
    await commands.run(posted(), writing());
    expect(store.asked).toBe(2);
    // A timer may fire a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(95);
  });
});

describe('A POST whose handling fails', () => {
  const broken = {
    reads: [],
    handle: (unit: Unit): Answer => {
      unit.write(notes, { noteId: '1' });
      throw new Error('a defect');
    },
  };

  it('is not tried again, leaves nothing, and its caller hears of it', async () => {
    const { commands, store, noted } = openDesk();
    await expect(commands.run(posted(), broken)).rejects.toThrow('a defect');
    expect(store.asked).toBe(1);
    expect(await noted('1')).toBe(false);
  });

  it('gives its key back', async () => {
    const { commands, store } = openDesk();
    await expect(commands.run(posted(), broken)).rejects.toThrow('a defect');
    store.before = failing(3);
    await expect(commands.run(posted(), writing())).rejects.toThrow(StoreUnavailable);
    expect(await commands.run(posted(), writing())).toEqual(created);
  });
});
