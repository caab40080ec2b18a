import { describe, expect, it } from 'vitest';
import { histogramTotals, meansBetween } from './exposition.ts';

const TEXT = `# HELP tidemark_chunk_messages Messages handled in one transaction.
# TYPE tidemark_chunk_messages histogram
tidemark_chunk_messages_bucket{le="1",service="order",consumer="order.fulfillment"} 3
tidemark_chunk_messages_sum{service="order",consumer="order.fulfillment"} 12
tidemark_chunk_messages_count{service="order",consumer="order.fulfillment"} 5
tidemark_chunk_messages_sum{service="order",consumer="order.products"} 200
tidemark_chunk_messages_count{service="order",consumer="order.products"} 2
tidemark_messages_total{consumer="order.fulfillment",outcome="handled"} 12
`;

describe('a histogram that a service shows', () => {
  it('is read by one of its labels', () => {
    expect([...histogramTotals(TEXT, 'tidemark_chunk_messages', 'consumer')]).toEqual([
      ['order.fulfillment', { sum: 12, count: 5 }],
      ['order.products', { sum: 200, count: 2 }],
    ]);
  });

  it('gives the mean of what came between two readings', () => {
    const before = new Map([
      ['order.fulfillment', { sum: 12, count: 5 }],
      ['order.products', { sum: 200, count: 2 }],
    ]);
    const after = new Map([
      ['order.fulfillment', { sum: 42, count: 10 }],
      ['order.products', { sum: 200, count: 2 }],
      ['shipping.orders', { sum: 9, count: 3 }],
    ]);
    expect([...meansBetween(before, after)]).toEqual([
      ['order.fulfillment', 6],
      ['shipping.orders', 3],
    ]);
  });
});
