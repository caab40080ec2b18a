import { MemoryStore } from './memory/memory-store.ts';
import type { Unit } from './unit.ts';
import type { Executed } from './joined-units.ts';
import type { Handler } from './handler.ts';
import type { ReceivedRecord } from './holding.ts';
import type { Incoming } from './unit-of-work.ts';
import { UnitOfWork } from './unit-of-work.ts';
import type { Read } from './sources.ts';
import { change } from './sources.ts';
import { causeOf, till, toolsOf } from './till.fixtures.ts';

/** A unit of work in memory, whose clocks and ids are known. */
export const openHouse = () => {
  let now = Date.UTC(2026, 0, 1);
  let handlingMs = 0;
  let ids = 0;
  const store = new MemoryStore(() => now);
  const tools = toolsOf(
    () => `id-${++ids}`,
    () => handlingMs,
  );
  return {
    store,
    unitOfWork: new UnitOfWork(store, tools),
    /** The wall clock moves; a negative figure sets it back. */
    elapse: (ms: number): void => {
      now += ms;
    },
    /** Handling takes time, as the monotonic clock sees it. */
    spend: (ms: number): void => {
      handlingMs += ms;
    },
  };
};

export type House = ReturnType<typeof openHouse>;

/** A handler of order ids, each of which reads its own till. */
export const handlerOf = (
  handle: (orderId: string, unit: Unit) => void,
  reads: (orderId: string) => readonly Read[] = (orderId) => [change(till, orderId)],
): Handler<string> => ({ name: 'ringer', reads, handle });

export const incoming = (id: string, orderId = 'order-1', lane = 'lane-1'): Incoming<string> => ({
  input: orderId,
  cause: causeOf(id),
  id,
  lane,
  record: recordOf(orderId),
});

/** A record of `till.events.v1` that is about an order. */
export const recordOf = (orderId: string): ReceivedRecord => ({
  topic: 'till.events.v1',
  partition: 0,
  offset: '7',
  key: Buffer.from(orderId),
  value: Buffer.from(orderId),
  headers: { type: 'Rung' },
  timestampMs: 1,
});

/** Runs one unit that reads the till of `order-1`. */
export const inUnit = <Answer>(
  { unitOfWork }: Pick<House, 'unitOfWork'>,
  handle: (unit: Unit) => Answer,
  reads: readonly Read[] = [change(till, 'order-1')],
): Promise<Executed<Answer>> => unitOfWork.execute({ cause: causeOf('asking'), reads, handle });
