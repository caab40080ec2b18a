import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@tidemark/local';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SharedShop } from './shared-shop.ts';
import { sharedShop } from './shared-shop.ts';

const SKU = 'parcel';
const QUANTITY = 2;
const PIECES = 400;
const AT_ONCE = 8;
const ROUNDS = { least: 5, most: 20 };

let running: SharedShop;
let race: readonly Contest[];

/** One order, and how its two contenders were answered. */
interface Contest {
  readonly orderId: string;
  readonly canceled: Answer;
  readonly dispatched: Answer;
  readonly end: string;
}

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
}

beforeAll(async () => {
  running = sharedShop();
  await running.shop.stock(SKU, PIECES, 2_500);
  race = await untilBothHaveWon();
  return running.close;
});

/**
 * Runs the race again and again. The cancellation has a lead over the dispatch, longer after a round that it lost and
 * shorter after one that it won, so that on any machine the two soon arrive at shipping together.
 */
const untilBothHaveWon = async (): Promise<readonly Contest[]> => {
  const contests: Contest[] = [];
  const haveBothWon = (): boolean => new Set(contests.map(({ end }) => end)).size === 2;
  let leadMs = 50;
  for (let round = 1; round <= ROUNDS.least || (round <= ROUNDS.most && !haveBothWon()); round += 1) {
    const results = await Promise.all(Array.from({ length: AT_ONCE }, () => contest(leadMs)));
    contests.push(...results);
    leadMs *= results.filter(({ end }) => end === 'Dispatched').length > AT_ONCE / 2 ? 2 : 0.5;
  }
  return contests;
};

const contest = async (leadMs: number): Promise<Contest> => {
  const { shop } = running;
  const orderId = await shop.order([{ sku: SKU, quantity: QUANTITY }]);
  await mayLeave(orderId);
  const [canceled, dispatched] = await Promise.all([cancel(orderId), sleep(leadMs).then(() => dispatch(orderId))]);
  const { status: end } = await shop.until(orderId, 'Dispatched', 'Abandoned');
  return { orderId, canceled, dispatched, end };
};

/** Shipping has heard that the order is confirmed, so that its dispatch is a matter of the race alone. */
const mayLeave = (orderId: string): Promise<true> =>
  eventually(`shipping to know that ${orderId} may leave`, async () => {
    const shipment = (await read('shipping', `/shipments/${orderId}`)) as { readonly orderConfirmed?: boolean };
    return shipment.orderConfirmed === true ? true : undefined;
  });

const answered = async (response: Response): Promise<Answer> => ({
  status: response.status,
  code: ((await response.json()) as { readonly code?: string }).code,
});

const cancel = async (orderId: string): Promise<Answer> =>
  answered(await running.shop.post('order', `/orders/${orderId}/cancellation`, { reason: 'Changed my mind.' }));

const dispatch = async (orderId: string): Promise<Answer> =>
  answered(await running.shop.post('shipping', `/shipments/${orderId}/dispatch`, {}));

const read = async (service: string, path: string): Promise<unknown> => (await running.shop.get(service, path)).json();

const historyOf = async (orderId: string): Promise<readonly string[]> => {
  const { facts } = (await read('order', `/orders/${orderId}/history`)) as { facts: { type: string }[] };
  return facts.map(({ type }) => type);
};

const endedAs = (end: string): readonly Contest[] => race.filter((contest) => contest.end === end);

describe('a cancellation and a dispatch of one order at the same time', () => {
  it('is won by either, in a race that both can win', () => {
    expect(endedAs('Dispatched').length).toBeGreaterThan(0);
    expect(endedAs('Abandoned').length).toBeGreaterThan(0);
    expect(endedAs('Dispatched').length + endedAs('Abandoned').length).toBe(race.length);
  });

  it('ends dispatched and paid, with the cancellation refused, where the dispatch was accepted', async () => {
    for (const { orderId, canceled, dispatched } of endedAs('Dispatched')) {
      expect(dispatched.status).toBe(200);
      const asked = canceled.status === 202 ? ['OrderCancellationRequested', 'OrderCancellationRefused'] : [];
      if (canceled.status !== 202) expect(canceled).toEqual({ status: 409, code: 'ORDER_ALREADY_SHIPPED' });
      expect(await historyOf(orderId)).toEqual(['OrderPlaced', 'OrderConfirmed', ...asked, 'OrderDispatched']);
      expect(await read('payment', `/payments/${orderId}`)).toMatchObject({ status: 'Captured', refundedMinor: 0 });
      expect(await read('shipping', `/shipments/${orderId}`)).toMatchObject({ status: 'Dispatched' });
    }
  });

  it('ends canceled with the money back and nothing sent where the dispatch was refused', async () => {
    for (const { orderId, canceled, dispatched } of endedAs('Abandoned')) {
      expect(canceled.status).toBe(202);
      expect(dispatched).toEqual({ status: 409, code: 'SHIPMENT_CANCELED' });
      const facts = ['OrderPlaced', 'OrderConfirmed', 'OrderCancellationRequested', 'OrderCanceled'];
      expect(await historyOf(orderId)).toEqual(facts);
      expect(await read('payment', `/payments/${orderId}`)).toMatchObject({
        status: 'Refunded',
        capturedMinor: 2_500 * QUANTITY,
        refundedMinor: 2_500 * QUANTITY,
      });
      expect(await read('shipping', `/shipments/${orderId}`)).toMatchObject({ status: 'Canceled' });
    }
  });

  it('leaves on the shelf what was canceled, books what was dispatched as shipped, and holds nothing', async () => {
    const shipped = endedAs('Dispatched').length * QUANTITY;
    const onHand = PIECES - shipped;
    const shelf = await eventually('nothing to be held any more', async () => {
      const stock = (await read('inventory', `/stock/${SKU}`)) as { readonly reserved: number };
      return stock.reserved === 0 ? stock : undefined;
    });
    expect(shelf).toEqual({ sku: SKU, onHand, reserved: 0, available: onHand, shipped });
  });

  it('tells each customer of its end, and of no other', async () => {
    for (const { orderId, end } of race) {
      const [right, wrong] = end === 'Dispatched' ? ['dispatched', 'canceled'] : ['canceled', 'dispatched'];
      const kinds = await eventually(`the customer of ${orderId} to be told that it is ${right}`, async () => {
        const { notifications } = (await read('notification', `/notifications?orderId=${orderId}`)) as {
          notifications: { kind: string; status: string }[];
        };
        const sent = notifications.filter(({ status }) => status === 'sent').map(({ kind }) => kind);
        return sent.includes(right) ? sent : undefined;
      });
      expect(kinds.toSorted()).toEqual(['confirmed', right].toSorted());
      expect(kinds).not.toContain(wrong);
    }
  });

  it('stays as it ended: a canceled order accepts the wish again, a dispatched one refuses it', async () => {
    const [dispatched, abandoned] = [endedAs('Dispatched')[0], endedAs('Abandoned')[0]].map(
      (contest) => contest?.orderId,
    );
    const before = [await historyOf(dispatched ?? ''), await historyOf(abandoned ?? '')];
    expect(await cancel(dispatched ?? '')).toEqual({ status: 409, code: 'ORDER_ALREADY_SHIPPED' });
    expect(await cancel(abandoned ?? '')).toMatchObject({ status: 202 });
    expect([await historyOf(dispatched ?? ''), await historyOf(abandoned ?? '')]).toEqual(before);
  });
});
