import { beforeAll, describe, expect, it } from 'vitest';
import { HeldWatch, TooManyHeld } from './held-watch.ts';
import type { ServiceUnderTest } from './testing/index.fixtures.ts';
import { eventually, startService } from './testing/index.fixtures.ts';
import { openListener } from './testing/listener.fixtures.ts';

const { definition, failing, handled } = openListener();

let service: ServiceUnderTest;

/** Other specs write to the topic; what this service hears comes from here alone. */
const NO_BROKER = { KAFKA_BROKERS: '127.0.0.1:9' };

beforeAll(async () => {
  service = await startService(definition, { RETRY_CAP_MS: '100', HELD_ATTEMPTS: '25', ...NO_BROKER });
  service.start();
  return service.stop;
});

const hear = (orderId: string) => service.hear({ type: 'PaymentVoided', orderId });

const metric = async (line: string): Promise<true | undefined> => {
  const { body } = await service.app.inject({ url: '/metrics' });
  return body.includes(line) ? true : undefined;
};

describe('A message that cannot be handled', () => {
  it('is held, counted, tried again, and handled as soon as it can be', async () => {
    const orderId = '00000000-0000-4000-8000-000000000001';
    failing.add(orderId);
    await expect(hear(orderId)).rejects.toThrow('no luck');
    await eventually('the held message to be counted', () =>
      metric('tidemark_held_messages{consumer="listener.voided",service="listener"} 1'),
    );
    failing.delete(orderId);
    await eventually('the message to be held no longer', async () => {
      const { rows } = await service.admin.query('select 1 from held');
      return rows.length === 0 ? true : undefined;
    });
    expect(handled).toContain(orderId);
  });

  it('is a dead letter after the last attempt, with what it failed of', async () => {
    const orderId = '00000000-0000-4000-8000-000000000002';
    failing.add(orderId);
    await expect(hear(orderId)).rejects.toThrow('no luck');
    const letter = await eventually('the dead letter', async () => {
      const { rows } = await service.admin.query<{ attempts: number; cause: string; code: string }>(
        `select attempts, cause, code from dead_letter where convert_from(key, 'UTF8') = $1`,
        [orderId],
      );
      return rows[0];
    });
    expect(letter).toEqual({ attempts: 25, cause: `no luck with ${orderId}`, code: 'HANDLER.FAILED' });
    const { rows } = await service.admin.query(`select topic from outbox where key = $1`, [orderId]);
    expect(rows).toEqual([{ topic: 'listener.voided.dead-letters.v1' }]);
    expect(handled).not.toContain(orderId);
  });
});

describe('A consumer that holds too much', () => {
  it('takes in nothing until it holds less', async () => {
    let messages = 5;
    const watch = new HeldWatch({
      store: { countHeld: () => Promise.resolve([{ consumer: 'c', messages, lanes: 1, oldestMs: 1 }]) },
      limit: 5,
      pollMs: 2,
      onCounted: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const handle = watch.guard('c', (chunk) => Promise.resolve(chunk.map(() => 'done')));
    expect(await handle([])).toEqual([]);
    watch.start();
    try {
      await eventually('the door to close', () =>
        handle([]).then(
          () => undefined,
          (error: unknown) => (error instanceof TooManyHeld ? true : undefined),
        ),
      );
      messages = 4;
      await eventually('the door to open', () =>
        handle([]).then(
          () => true,
          () => undefined,
        ),
      );
    } finally {
      await watch.stop();
    }
  });
});
