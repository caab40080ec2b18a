import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '../handler.ts';
import { recordOf } from '../house.fixtures.ts';
import type { Store } from '../store.ts';
import { insist } from '../store.fixtures.ts';
import { causeOf, ring, tills, toolsOf } from '../till.fixtures.ts';
import type { Outcome } from '../unit-of-work.ts';
import { UnitOfWork } from '../unit-of-work.ts';
import { PostgresStore } from './postgres-store.ts';
import type { Nth } from './ringer.fixtures.ts';
import { incomingOf, ringerOf } from './ringer.fixtures.ts';
import type { TestDatabase } from './test-database.fixtures.ts';
import { createTestDatabase } from './test-database.fixtures.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = new PostgresStore(database.pool);
});

afterAll(async () => {
  await database.drop();
});

const unitOfWorkOf = (attempts: number): UnitOfWork =>
  new UnitOfWork(store, toolsOf(randomUUID), { attempts, firstMs: 0, capMs: 0 });

const handledOf = async (orderId: string): Promise<readonly number[]> => {
  const facts = await store.readFacts(`till-${orderId}`, 0);
  return facts.map(({ fact }) => (fact as unknown as { readonly amountMinor: number }).amountMinor);
};

/** Takes up what is held until nothing is. */
const takeUp = async (unitOfWork: UnitOfWork, handler: Handler<Nth>, isDone: () => Promise<boolean>): Promise<void> => {
  const endsAt = Date.now() + 30_000;
  while (!(await isDone())) {
    if (Date.now() > endsAt) throw new Error(`Waited 30 s; still held: ${JSON.stringify(await store.countHeld())}`);
    const token = randomUUID();
    const claimed = await store.claimHeld({ consumers: [handler.name], limit: 3, leaseMs: 10_000, token });
    const messages = claimed.map((row) => ({
      row,
      cause: causeOf(row.messageId),
      input: { orderId: row.lane, nth: Number(row.record.offset) },
    }));
    await insist(() => unitOfWork.runHeld({ handler, messages, token, deadLetterTopic: 'till.dead-letters.v1' }));
  }
};

describe('Messages that fail now and then, with two instances that take them up', () => {
  it('are handled once each, in the order of their key, with what arrives meanwhile and what arrives twice', async () => {
    const name = randomUUID();
    const seed = randomInt(1_000_000);
    let dice = seed;
    const luckless = (): boolean => (dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648) % 10 < 3;
    const handler = ringerOf(name, luckless);
    const orderIds = Array.from({ length: 6 }, () => randomUUID());
    const all = Array.from({ length: 40 }, (_, nth) => orderIds.map((orderId) => ({ orderId, nth: nth + 1 }))).flat();
    const unitOfWork = unitOfWorkOf(Infinity);
    let arrived = false;
    const arrive = async (): Promise<void> => {
      for (let from = 0; from < all.length; from += 15) {
        const chunk = all.slice(Math.max(0, from - 10), from + 15).map((input) => incomingOf(name, input));
        // The instance that has just lost the partition still has the same chunk in hand.
        await Promise.all([1, 2].map(() => insist(() => unitOfWork.run(handler, chunk))));
      }
      arrived = true;
    };
    const isDone = async (): Promise<boolean> =>
      arrived && !(await store.countHeld()).some(({ consumer }) => consumer === name);
    await Promise.all([arrive(), takeUp(unitOfWork, handler, isDone), takeUp(unitOfWork, handler, isDone)]);
    const inOrder = Array.from({ length: 40 }, (_, nth) => nth + 1);
    for (const orderId of orderIds) expect(await handledOf(orderId), `seed ${String(seed)}`).toEqual(inOrder);
  });
});

describe('A flood of which a fifth is poison', () => {
  const flood = (name: string) =>
    Array.from({ length: 500 }, (_, index) => incomingOf(name, { orderId: `${name}-${String(index)}`, nth: 1 }));
  const isPoison = (orderId: string): boolean => Number(orderId.split('-').at(-1)) % 5 === 0;
  const kindsOf = (outcomes: readonly Outcome[]) =>
    Object.fromEntries([...Map.groupBy(outcomes, ({ kind }) => kind)].map(([kind, group]) => [kind, group.length]));

  it('stalls its partition for less than a second where the handler throws', async () => {
    const handler = ringerOf(randomUUID(), ({ orderId }) => isPoison(orderId));
    const beganAt = performance.now();
    const outcomes = await unitOfWorkOf(8).run(handler, flood(handler.name));
    expect(performance.now() - beganAt).toBeLessThan(1_000);
    expect(kindsOf(outcomes)).toEqual({ handled: 400, held: 100 });
  });

  it('stalls it for less than five seconds where the database refuses', async () => {
    const name = randomUUID();
    const handler: Handler<Nth> = {
      ...ringerOf(name, () => false),
      handle: ({ orderId, nth }, unit) => {
        unit.decide(tills, ring(orderId, nth));
        const letter = { ...recordOf(orderId), consumer: name, messageId: orderId, attempts: 1 };
        const failure = { code: 'X', cause: '', stack: '' };
        if (isPoison(orderId)) unit.deadLetter({ ...letter, ...failure }, 'no name that a topic may have');
      },
    };
    const beganAt = performance.now();
    const outcomes = await unitOfWorkOf(8).run(handler, flood(name));
    expect(performance.now() - beganAt).toBeLessThan(5_000);
    expect(kindsOf(outcomes)).toEqual({ handled: 400, held: 100 });
  });
});
