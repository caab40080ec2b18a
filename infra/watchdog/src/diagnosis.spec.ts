import { describe, expect, it } from 'vitest';
import type { ConnectorLook, Diagnosis, Memory, SlotLook } from './diagnosis.ts';
import { afterRepair, diagnose, freshMemory, remember } from './diagnosis.ts';

const STANDSTILL_MS = 10_000;

const slot = (overrides: Partial<SlotLook> = {}): SlotLook => ({
  found: true,
  walStatus: 'reserved',
  confirmed: '0/1',
  readNow: true,
  lagBytes: 0,
  keptBytes: 0,
  capBytes: null,
  waitingMs: 1_000,
  ...overrides,
});

const connector = (state: string, ...tasks: readonly string[]): ConnectorLook => ({
  connector: state,
  tasks,
  trace: 'no publication',
  offsets: '1',
});

const running = connector('RUNNING', 'RUNNING');

const kindOf = (look: SlotLook | undefined, connect: ConnectorLook | undefined): Diagnosis['kind'] =>
  diagnose({ slot: look, connector: connect }, freshMemory(0), 0, STANDSTILL_MS).kind;

describe('the change data capture', () => {
  it.each([
    ['runs and confirms', slot(), running, 'well'],
    ['has no slot', slot({ found: false }), running, 'slot-gone'],
    ['has lost its slot, whatever the connector says', slot({ walStatus: 'lost' }), connector('PAUSED'), 'slot-gone'],
    ['keeps more than it may, and has not lost it yet', slot({ walStatus: 'unreserved' }), running, 'well'],
    ['has a task that failed', slot(), connector('RUNNING', 'FAILED'), 'failed'],
    ['has failed as a whole', slot(), connector('FAILED'), 'failed'],
    ['was paused', slot(), connector('PAUSED', 'PAUSED'), 'idle'],
    ['was stopped', slot(), connector('STOPPED'), 'idle'],
    ['is only starting', slot(), connector('RUNNING'), 'settling'],
    ['is being shared out', slot(), connector('UNASSIGNED', 'UNASSIGNED'), 'settling'],
    ['has no connector', slot(), connector('absent'), 'no-connector'],
    ['is behind a Postgres that does not answer', undefined, running, 'no-answer'],
    ['is behind a Connect that does not answer', slot(), undefined, 'no-answer'],
  ] as const)('that %s', (_, look, connect, kind) => {
    expect(kindOf(look, connect)).toBe(kind);
  });
});

/** What is found at each of these looks, two seconds apart; a standstill is repaired. */
const over = (looks: readonly Partial<SlotLook>[], connect = running): readonly Diagnosis['kind'][] => {
  let memory: Memory = freshMemory(0);
  return looks.map((overrides, index) => {
    const now = index * 2_000;
    const seen = { slot: slot(overrides), connector: connect };
    memory = remember(memory, seen, now);
    const { kind } = diagnose(seen, memory, now, STANDSTILL_MS);
    if (kind === 'standing-still') memory = afterRepair(memory, now);
    return kind;
  });
};

const stuck = (count: number): readonly Partial<SlotLook>[] =>
  Array.from({ length: count }, (_, index) => ({ confirmed: '0/1', waitingMs: index * 2_000 }));

describe('a connector that says RUNNING', () => {
  it('stands still when it has confirmed nothing for ten seconds while probes wait', () => {
    expect(over(stuck(6))).toEqual(['well', 'well', 'well', 'well', 'well', 'standing-still']);
  });

  it('does not while a backlog drains, however long its probes wait', () => {
    const draining = Array.from({ length: 60 }, (_, index) => ({ confirmed: `0/${index}`, waitingMs: 600_000 }));

    expect(new Set(over(draining))).toEqual(new Set(['well']));
  });

  it('does not when nothing waits', () => {
    const quiet = Array.from({ length: 60 }, () => ({ waitingMs: 2_000 }));

    expect(new Set(over(quiet))).toEqual(new Set(['well']));
  });

  it('is given twice as long after each restart, so that one large transaction gets through at last', () => {
    const restarts = over(stuck(80)).flatMap((kind, index) => (kind === 'standing-still' ? [index * 2] : []));

    expect(restarts).toEqual([10, 30, 70, 150]);
  });

  it('does not while one large transaction drains, which moves its offsets; but these alone are not believed for ever', () => {
    let memory = freshMemory(0);
    const kinds = Array.from({ length: 31 }, (_, index) => {
      const now = index * 2_000;
      const looks = { slot: slot({ waitingMs: 600_000 }), connector: { ...running, offsets: String(index) } };
      memory = remember(memory, looks, now);
      return diagnose(looks, memory, now, STANDSTILL_MS).kind;
    });

    expect(kinds).toEqual([...Array<string>(30).fill('well'), 'standing-still']);
  });

  it('is given ten seconds when it comes back from where nobody could see it', () => {
    const away = { slot: slot({ waitingMs: 600_000 }), connector: undefined };
    const memory = remember(remember(freshMemory(0), away, 0), away, 600_000);
    const back = { ...away, connector: running };

    const seen = remember(memory, back, 602_000);
    const kinds = [602_000, 611_000, 612_000].map(
      (now) => diagnose(back, remember(seen, back, now), now, STANDSTILL_MS).kind,
    );

    expect(kinds).toEqual(['well', 'well', 'standing-still']);
  });

  it('is given ten seconds again once something has moved', () => {
    const moved = [...stuck(6), { confirmed: '0/2', waitingMs: 0 }];
    const again = Array.from({ length: 6 }, () => ({ confirmed: '0/2', waitingMs: 60_000 }));

    expect(over([...moved, ...again]).at(-2)).toBe('standing-still');
  });
});

describe('a connector that never settles', () => {
  it('is restarted after the same time', () => {
    const looks = Array.from({ length: 6 }, (_, index) => ({ confirmed: `0/${index}` }));

    expect(over(looks, connector('RUNNING'))).toEqual([...Array<string>(5).fill('settling'), 'standing-still']);
  });
});

describe('a repair', () => {
  it('is followed by a rest that doubles, up to five minutes', () => {
    let memory = freshMemory(0);
    const rests = Array.from({ length: 11 }, () => {
      memory = afterRepair(memory, 0);
      return memory.restUntil / 1_000;
    });

    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('waits for nobody once something has been confirmed', () => {
    const tired = afterRepair(afterRepair(freshMemory(0), 0), 0);

    expect(remember(tired, { slot: slot({ confirmed: '0/9' }), connector: running }, 100).restUntil).toBe(100);
  });
});
