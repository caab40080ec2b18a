import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

const shown = async (metrics: Metrics, name: string): Promise<readonly string[]> =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));

describe('The figures of a service', () => {
  it('count messages by consumer and outcome', async () => {
    const metrics = new Metrics('order');
    metrics.countOutcomes('order.fulfillment', [{ kind: 'handled' }, { kind: 'duplicate' }, { kind: 'handled' }]);
    metrics.countOutcomes('order.fulfillment', [{ kind: 'held', error: new Error('no') }]);
    metrics.countOutcomes('order.products', [{ kind: 'handled' }]);
    expect((await shown(metrics, 'tidemark_messages_total')).toSorted()).toEqual([
      'tidemark_messages_total{consumer="order.fulfillment",outcome="duplicate",service="order"} 1',
      'tidemark_messages_total{consumer="order.fulfillment",outcome="handled",service="order"} 2',
      'tidemark_messages_total{consumer="order.fulfillment",outcome="held",service="order"} 1',
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

  it('say what is overdue and for how long, and go back once it was answered', async () => {
    const metrics = new Metrics('order');
    const waiting = {
      kind: 'process',
      category: 'fulfillment',
      status: 'Undoing',
      count: 2,
      oldestMs: 31_500,
    } as const;
    metrics.showOverdue([waiting, { kind: 'job', job: 'capture', count: 1, oldestMs: 40_000 }]);
    expect(await shown(metrics, 'tidemark_overdue')).toEqual([
      'tidemark_overdue_processes{process="fulfillment",status="Undoing",service="order"} 2',
      'tidemark_overdue_process_oldest_seconds{process="fulfillment",status="Undoing",service="order"} 31.5',
      'tidemark_overdue_jobs{kind="capture",service="order"} 1',
      'tidemark_overdue_job_oldest_seconds{kind="capture",service="order"} 40',
    ]);
    metrics.showOverdue([{ ...waiting, count: 1 }]);
    expect(await shown(metrics, 'tidemark_overdue_processes{')).toEqual([
      'tidemark_overdue_processes{process="fulfillment",status="Undoing",service="order"} 1',
    ]);
    expect(await shown(metrics, 'tidemark_overdue_jobs{')).toEqual([]);
  });

  it('belong to one service each, and tell of its process as well', async () => {
    const metrics = new Metrics('payment');
    new Metrics('order').countOutcomes('order.fulfillment', [{ kind: 'handled' }]);
    expect(await shown(metrics, 'tidemark_messages_total{')).toEqual([]);
    expect(await shown(metrics, 'process_resident_memory_bytes{service="payment"}')).toHaveLength(1);
  });
});
