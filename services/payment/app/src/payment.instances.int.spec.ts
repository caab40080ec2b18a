import { randomUUID } from 'node:crypto';
import type { ServiceUnderTest } from '@tidemark/platform/testing';
import { eventually, startService } from '@tidemark/platform/testing';
import type { LedgerPage } from '@tidemark/psp-simulator';
import { createPspSimulator } from '@tidemark/psp-simulator';
import { beforeAll, expect, it } from 'vitest';
import { paymentService } from './payment.module.ts';
import type { Door } from './provider-door.fixtures.ts';
import { openDoor } from './provider-door.fixtures.ts';

const PAYMENTS = 60;

const psp = createPspSimulator({});
let pspUrl: string;
let door: Door;
let instances: readonly ServiceUnderTest[];

beforeAll(async () => {
  pspUrl = await psp.listen();
  door = await openDoor(pspUrl);
  const first = await startService(paymentService, { PSP_URL: door.url, KAFKA_BROKERS: '127.0.0.1:9' });
  instances = [first, await first.another(), await first.another()];
  return async () => {
    for (const instance of instances.toReversed()) await instance.stop();
    await door.close();
    await psp.close();
  };
});

it('jobs of three instances are each called for once, whoever wrote them, and booked once', async () => {
  const orderIds = Array.from({ length: PAYMENTS }, () => randomUUID());
  const hear = async (orderId: string, index: number): Promise<void> => {
    const capture = { type: 'CapturePayment', orderId, amountMinor: 5_000, currency: 'EUR' } as const;
    await instances[index % instances.length]?.hear({ ...capture, cardToken: 'tok_approved' });
  };
  // The first half waits for whoever comes; the second half is written under their eyes.
  await Promise.all(orderIds.slice(0, PAYMENTS / 2).map(hear));
  for (const { start } of instances) start();
  await Promise.all(orderIds.slice(PAYMENTS / 2).map(hear));
  const { admin } = instances[0]!;
  // Every capture was committed with its job before it was heard: none that is left is none that is still to come.
  await eventually('every job to end', async () => {
    const { rows } = await admin.query<{ open: number }>('select count(*)::int as open from job');
    return rows[0]?.open === 0 ? true : undefined;
  });
  const { rows } = await admin.query(`select count(*)::int as booked from ledger_entry where side = 'debit'`);
  expect(rows).toEqual([{ booked: PAYMENTS }]);
  expect(door.charges().toSorted()).toEqual(orderIds.map((orderId) => `capture-${orderId}`).toSorted());
  const { entries } = (await (await fetch(`${pspUrl}/v1/ledger?limit=1000`)).json()) as LedgerPage;
  expect(entries.map(({ reference }) => reference).toSorted()).toEqual(orderIds.toSorted());
});
