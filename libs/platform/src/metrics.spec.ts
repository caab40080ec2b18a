import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

const shown = async (metrics: Metrics, name: string): Promise<readonly string[]> =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));

describe('The figures of a service', () => {
  it('count messages by consumer and outcome', async () => {
    const metrics = new Metrics('order');
    metrics.countOutcomes('order.fulfillment', [{ kind: 'handled' }, { kind: 'duplicate' }, { kind: 'handled' }]);
    metrics.countOutcomes('order.fulfillment', [{ kind: 'failed', error: new Error('no') }]);
    metrics.countOutcomes('order.products', [{ kind: 'handled' }]);
    expect((await shown(metrics, 'tidemark_messages_total')).toSorted()).toEqual([
      'tidemark_messages_total{consumer="order.fulfillment",outcome="duplicate",service="order"} 1',
      'tidemark_messages_total{consumer="order.fulfillment",outcome="failed",service="order"} 1',
      'tidemark_messages_total{consumer="order.fulfillment",outcome="handled",service="order"} 2',
      'tidemark_messages_total{consumer="order.products",outcome="handled",service="order"} 1',
    ]);
  });

  it('say how many messages were handled together, and leave out chunks that nobody heard', async () => {
    const metrics = new Metrics('order');
    metrics.countOutcomes('order.fulfillment', [{ kind: 'handled' }, { kind: 'handled' }]);
    metrics.countOutcomes('order.fulfillment', []);
    expect(await shown(metrics, 'tidemark_chunk_messages_sum')).toEqual([
      'tidemark_chunk_messages_sum{service="order",consumer="order.fulfillment"} 2',
    ]);
    expect(await shown(metrics, 'tidemark_chunk_messages_count')).toEqual([
      'tidemark_chunk_messages_count{service="order",consumer="order.fulfillment"} 1',
    ]);
  });

  it('belong to one service each, and tell of its process as well', async () => {
    const metrics = new Metrics('payment');
    new Metrics('order').countOutcomes('order.fulfillment', [{ kind: 'handled' }]);
    expect(await shown(metrics, 'tidemark_messages_total{')).toEqual([]);
    expect(await shown(metrics, 'process_resident_memory_bytes{service="payment"}')).toHaveLength(1);
  });
});
