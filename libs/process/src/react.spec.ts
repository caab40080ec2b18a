import { describe, expect, it } from 'vitest';
import type { ErrandInput, House } from './errand.fixtures.ts';
import { cause, errandBinding, openHouse } from './errand.fixtures.ts';
import { react, readsOf } from './react.ts';

type Input = ErrandInput | { readonly type: 'DeadlinePassed'; readonly status: string };

const hear = ({ unitOfWork }: House, ...inputs: readonly Input[]) =>
  unitOfWork.execute({
    cause,
    reads: readsOf(errandBinding, 'order-1'),
    handle: (unit) => inputs.map((input) => react(unit, errandBinding, 'order-1', input).kind),
  });

describe('A process that moves', () => {
  it('leaves its state, a journal row, its messages, its deadline and its commands in one unit', async () => {
    const house = openHouse();
    await hear(house, { type: 'Go' });
    const { store } = house;
    expect(await store.readHead('errand-order-1')).toMatchObject({ version: 1, snapshot: { status: 'Walking' } });
    expect(await store.readJournal('errand-order-1')).toEqual([
      {
        processId: 'errand-order-1',
        version: 1,
        fromStatus: 'Idle',
        toStatus: 'Walking',
        input: 'Go',
        sent: ['RefundPayment'],
        messageId: 'message-1',
        actor: 'customer',
        at: '2026-01-01T00:00:00.000Z',
      },
    ]);
    expect(store.outbox).toMatchObject([
      { type: 'RefundPayment', topic: 'payment.commands.v1', key: 'order-1', cause },
    ]);
    expect(await store.readDeadline('errand-order-1')).toEqual({
      status: 'Walking',
      dueAt: '2026-01-01T00:00:01.000Z',
      overdueSince: null,
      alarmedAt: null,
    });
    expect(await store.readFacts('log-order-1', 0)).toMatchObject([{ version: 1, fact: { type: 'Noted' } }]);
  });

  it('is seen by the next input of the same unit, and clears its deadline where it may rest', async () => {
    const house = openHouse();
    expect(await hear(house, { type: 'Go' }, { type: 'Arrived' })).toMatchObject({ answer: ['moved', 'moved'] });
    expect(await house.store.readHead('errand-order-1')).toMatchObject({ version: 2, snapshot: { status: 'Done' } });
    expect(await house.store.readJournal('errand-order-1')).toMatchObject([{ version: 1 }, { fromStatus: 'Walking' }]);
    expect(await house.store.readDeadline('errand-order-1')).toBeUndefined();
  });
});

describe('A process that does not move', () => {
  it('changes nothing for an input that does not concern it, its deadline neither', async () => {
    const house = openHouse();
    await hear(house, { type: 'Go' });
    expect(await hear(house, { type: 'Go' })).toMatchObject({ answer: ['stayed'] });
    expect(await house.store.readJournal('errand-order-1')).toHaveLength(1);
    expect(house.store.outbox).toHaveLength(1);
    expect(await house.store.readDeadline('errand-order-1')).toMatchObject({ status: 'Walking' });
  });

  it('changes nothing when it rejects', async () => {
    const house = openHouse();
    expect(await hear(house, { type: 'Abort' })).toMatchObject({ answer: ['rejected'] });
    expect(await house.store.readHead('errand-order-1')).toBeUndefined();
  });

  it('keeps its deadline when one passes that a state before it had set', async () => {
    const house = openHouse();
    await hear(house, { type: 'Go' });
    expect(await hear(house, { type: 'DeadlinePassed', status: 'Idle' })).toMatchObject({ answer: ['stayed'] });
    expect(await house.store.readDeadline('errand-order-1')).toMatchObject({ status: 'Walking' });
    expect(await house.store.readJournal('errand-order-1')).toHaveLength(1);
  });
});
