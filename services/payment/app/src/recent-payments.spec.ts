import type { Payment } from '@tidemark/payment-domain';
import { expect, it } from 'vitest';
import { RecentPayments } from './recent-payments.ts';

const head = (orderId: string, version: number) => ({
  streamId: `payment-${orderId}`,
  version,
  definition: 1,
  snapshot: { version } as unknown as Payment,
  recordedAt: '2026-01-01T00:00:00.000Z',
  created: false,
});

it('knows a payment as it was committed last, in whatever order the commits are told', () => {
  const recent = new RecentPayments();
  recent.note({ heads: [head('order-1', 2)] });
  recent.note({ heads: [head('order-1', 1), head('order-2', 1)] });
  expect(recent.of('order-1')).toEqual({ version: 2 });
  expect(recent.of('order-2')).toEqual({ version: 1 });
  expect(recent.of('order-3')).toBeUndefined();
});

it('keeps 2,000, those that were committed last', () => {
  const recent = new RecentPayments();
  recent.note({ heads: [head('old', 1), head('touched', 1)] });
  for (let id = 0; id < 1_998; id += 1) recent.note({ heads: [head(String(id), 1)] });
  recent.note({ heads: [head('touched', 2)] });
  for (const id of ['new', 'newer']) recent.note({ heads: [head(id, 1)] });
  expect(['old', '0'].map((id) => recent.of(id))).toEqual([undefined, undefined]);
  expect(['touched', '1', 'newer'].map((id) => recent.of(id))).toEqual([
    { version: 2 },
    { version: 1 },
    { version: 1 },
  ]);
});
