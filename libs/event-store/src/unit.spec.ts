import { describe, expect, it } from 'vitest';
import { UndeclaredRead } from './errors.ts';
import { inUnit, openHouse } from './house.fixtures.ts';
import { change, lookUp, rowWrite } from './sources.ts';
import {
  captured,
  causeOf,
  errand,
  notes,
  ring,
  ringOnce,
  shelf,
  shelves,
  stocking,
  till,
  tills,
} from './till.fixtures.ts';
import { MAX_OUTBOX_BYTES } from './unit.ts';

const decoded = (payload: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(payload));

describe('A decision in a unit', () => {
  it('records each fact and publishes its contract, with the version of the stream', async () => {
    const house = openHouse();
    await inUnit(house, (unit) => unit.decide(tills, ring('order-1', 5)));
    expect(await house.store.readFacts('till-order-1', 0)).toMatchObject([{ version: 1, fact: { amountMinor: 5 } }]);
    const [row] = house.store.outbox;
    expect(row).toMatchObject({
      topic: 'payment.events.v1',
      key: 'order-1',
      type: 'PaymentCaptured',
      streamVersion: 1,
    });
    expect(row?.cause).toEqual(causeOf('asking'));
    expect(decoded(row!.payload)).toEqual(captured('order-1', 5));
  });

  it('publishes a recorded answer again with a new id, the asking command as its cause and no version', async () => {
    const house = openHouse();
    await inUnit(house, (unit) => unit.decide(tills, ringOnce('order-1', 5)));
    await house.unitOfWork.execute({
      cause: causeOf('asking-again'),
      reads: [change(till, 'order-1')],
      handle: (unit) => unit.decide(tills, ringOnce('order-1', 5)),
    });
    const [first, again] = house.store.outbox;
    expect(again).toMatchObject({ key: 'order-1', cause: { messageId: 'asking-again' } });
    expect(again).not.toHaveProperty('streamVersion');
    expect(again?.id).not.toBe(first?.id);
    expect(await house.store.readHead('till-order-1')).toMatchObject({ version: 1 });
  });

  it('changes nothing when it is a rejection', async () => {
    const house = openHouse();
    const executed = await inUnit(house, (unit) => unit.decide(tills, ring('order-1', 0)));
    expect(executed).toMatchObject({ answer: { kind: 'rejected', rejection: { code: 'NOTHING_TO_RING' } } });
    expect(house.store.outbox).toEqual([]);
    expect(await house.store.readHead('till-order-1')).toBeUndefined();
  });

  it('publishes in the order in which it happened, across streams, processes and messages', async () => {
    const house = openHouse();
    const reads = [change(till, 'order-1'), change(till, 'order-2'), change(errand, 'order-1')];
    const refund = { type: 'RefundPayment', orderId: 'order-1' } as const;
    await inUnit(
      house,
      (unit) => {
        unit.decide(tills, ring('order-2'));
        const next = { status: 'Walking' };
        unit.step({ process: errand, key: 'order-1', input: 'Go', next, send: [refund], patienceMs: undefined });
        unit.decide(tills, ring('order-1'));
      },
      reads,
    );
    expect(house.store.outbox.map(({ key, type }) => `${type} ${key}`)).toEqual([
      'PaymentCaptured order-2',
      'RefundPayment order-1',
      'PaymentCaptured order-1',
    ]);
    const ids = house.store.outbox.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
  });

  it('never stamps a fact earlier than the one before it, even when the clock is set back', async () => {
    const house = openHouse();
    await inUnit(house, (unit) => unit.decide(tills, ring('order-1')));
    house.elapse(-60_000);
    await inUnit(house, (unit) => unit.decide(tills, ring('order-1')));
    house.elapse(120_000);
    await inUnit(house, (unit) => unit.decide(tills, ring('order-1')));
    const facts = await house.store.readFacts('till-order-1', 0);
    expect(facts.map(({ recordedAt }) => recordedAt)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:01:00.000Z',
    ]);
    expect(house.store.outbox[1]?.occurredAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it('keeps the rows and the jobs that a fact asks for', async () => {
    const house = openHouse();
    const ledger = notes('keep');
    const source = {
      ...till,
      inline: (_fact: unknown, { streamId, version }: { streamId: string; version: number }) => [
        rowWrite(ledger, { noteId: `${streamId}/${version}`, text: 'booked', version }),
      ],
      jobs: () => [{ kind: 'print', key: 'order-1', payload: { lines: 1 } }],
    };
    const printing = { ...tills, home: () => ({ source: source as never, key: 'order-1' }) };
    await inUnit(house, (unit) => unit.decide(printing, ring('order-1')));
    expect(await house.store.readRows(ledger, ['till-order-1/1'])).toHaveProperty('size', 1);
    const claim = { kinds: ['print'], limit: 1, leaseMs: 1, token: 't' };
    expect(await house.store.claimJobs(claim)).toMatchObject([{ payload: { lines: 1 }, cause: causeOf('asking') }]);
  });

  it('folds facts into the row of an aggregate that is stored as one', async () => {
    const house = openHouse();
    const reads = [change(shelf, 'lamp')];
    await inUnit(house, (unit) => [1, 2].map(() => unit.decide(stocking, { sku: 'lamp' })), reads);
    expect((await house.store.readRows(shelves, ['lamp'])).get('lamp')).toEqual({ sku: 'lamp', onHand: 2 });
  });
});

describe('What a unit may see', () => {
  it('is only what its reads declared', async () => {
    const house = openHouse();
    const table = notes('replace');
    await expect(inUnit(house, (unit) => unit.state(till, 'order-2'))).rejects.toThrow(UndeclaredRead);
    await expect(inUnit(house, (unit) => unit.decide(tills, ring('order-2')))).rejects.toThrow(/till-order-2/u);
    await expect(inUnit(house, (unit) => unit.row(table, 'note-1'))).rejects.toThrow(UndeclaredRead);
  });

  it('is the initial state of what was never changed, and no row where there is none', async () => {
    const house = openHouse();
    const table = notes('replace');
    const reads = [change(till, 'order-1'), lookUp(table, 'note-1')];
    const seen = await inUnit(house, (unit) => [unit.state(till, 'order-1'), unit.row(table, 'note-1')], reads);
    expect(seen).toEqual({ kind: 'done', answer: [till.initial, undefined] });
  });

  it.each([
    ['replace', 'second'],
    ['keep', 'first'],
    ['replaceOlder', 'first'],
  ] as const)('is a row as it will stand after its own writes under "%s"', async (rule, text) => {
    const house = openHouse();
    const table = notes(rule);
    await house.store.writeRows(table, [{ noteId: 'note-1', text: 'first', version: 2 }]);
    const seen = await inUnit(
      house,
      (unit) => {
        unit.write(table, { noteId: 'note-1', text: 'second', version: 1 });
        return unit.row(table, 'note-1')?.text;
      },
      [lookUp(table, 'note-1')],
    );
    expect(seen).toEqual({ kind: 'done', answer: text });
    expect((await house.store.readRows(table, ['note-1'])).get('note-1')).toMatchObject({ text });
  });
});

describe('A dead letter', () => {
  const letter = (bytes: number) => ({
    consumer: 'ringer',
    topic: 'payment.events.v1',
    partition: 3,
    offset: '7',
    key: new TextEncoder().encode('order-1'),
    value: new Uint8Array(bytes),
    headers: { type: 'PaymentCaptured' },
    code: 'AVRO.TRUNCATED',
    cause: 'the bytes end early',
    stack: 'at decode',
    messageId: 'message-1',
    attempts: 0,
    timestampMs: 1,
  });

  it('is a row, and a copy that says why it died and where it came from', async () => {
    const house = openHouse();
    await inUnit(house, (unit) => {
      unit.deadLetter(letter(3), 'ringer.dead-letters.v1');
    });
    const [row] = house.store.deadLetters;
    const [copy] = house.store.outbox;
    expect(row).toMatchObject({ ...letter(3), at: '2026-01-01T00:00:00.000Z' });
    expect(copy).toMatchObject({
      id: row?.id,
      topic: 'ringer.dead-letters.v1',
      key: 'order-1',
      type: 'PaymentCaptured',
    });
    expect(copy?.deadLetter).toEqual({
      cause: 'AVRO.TRUNCATED: the bytes end early',
      origin: 'payment.events.v1/3/7',
    });
    expect(copy?.payload).toHaveLength(3);
  });

  it('keeps bytes that are too large for the outbox in its row, and leaves them out of the copy', async () => {
    const house = openHouse();
    await inUnit(house, (unit) => {
      unit.deadLetter(letter(MAX_OUTBOX_BYTES + 1), 'ringer.dead-letters.v1');
    });
    expect(house.store.deadLetters[0]?.value).toHaveLength(MAX_OUTBOX_BYTES + 1);
    expect(house.store.outbox[0]?.payload).toHaveLength(0);
  });
});
