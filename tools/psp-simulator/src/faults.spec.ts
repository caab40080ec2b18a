import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openShop } from './psp-simulator.fixtures.ts';

afterEach(closeAll);

const off = { errorRate: 0, latencyMs: 0, hang: false, down: false };

describe('the fault switches', () => {
  it('are off at first, show how they stand, and are all turned off by DELETE', async () => {
    const shop = await openShop();
    expect((await shop.request('GET', '/faults')).body).toEqual(off);
    expect((await shop.request('PUT', '/faults', { errorRate: 0.5 })).body).toEqual({ ...off, errorRate: 0.5 });
    expect((await shop.request('PUT', '/faults', { latencyMs: 1 })).body).toEqual({ ...off, latencyMs: 1 });
    expect((await shop.request('DELETE', '/faults')).status).toBe(204);
    expect((await shop.request('GET', '/faults')).body).toEqual(off);
  });

  it('make every request fail at an error rate of 1, and charge nothing', async () => {
    const shop = await openShop();
    await shop.request('PUT', '/faults', { errorRate: 1 });
    expect(await shop.charge('k1', 'tok_approved')).toMatchObject({
      status: 503,
      body: { code: 'PROVIDER_UNAVAILABLE' },
    });
    expect((await shop.byKey('k1')).status).toBe(503);
    await shop.request('DELETE', '/faults');
    expect(await shop.ledger()).toEqual([]);
  });

  it('delay every answer by the latency', async () => {
    const shop = await openShop();
    await shop.request('PUT', '/faults', { latencyMs: 80 });
    const startedAt = performance.now();
    expect((await shop.charge('k1', 'tok_approved')).status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
  });

  it.each(['hang', 'down'])('leave every request without an answer and charge nothing: %s', async (fault) => {
    const shop = await openShop();
    await shop.request('PUT', '/faults', { [fault]: true });
    await expect(shop.charge('k1', 'tok_approved')).rejects.toThrow('fetch failed');
    await expect(shop.byKey('k1')).rejects.toThrow('fetch failed');
    expect((await shop.request('GET', '/health/ready')).status).toBe(200);
    await shop.request('DELETE', '/faults');
    expect(await shop.ledger()).toEqual([]);
  });
});
