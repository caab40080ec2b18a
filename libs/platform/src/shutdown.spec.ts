import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Stoppable } from './shutdown.ts';
import { shutDown } from './shutdown.ts';

/** A service that notes what happens to it, in order. */
const noting = (behavior: Partial<Pick<Stoppable, 'rest' | 'close'>> = {}) => {
  const events: string[] = [];
  const log: { msg: string; level: number; left?: string[]; doing?: string }[] = [];
  const exited = Promise.withResolvers<number>();
  const service: Stoppable = {
    log: pino({}, { write: (line) => log.push(JSON.parse(line) as (typeof log)[number]) }),
    leave: () => events.push('leave'),
    rest: () => {
      events.push('rest');
      return behavior.rest?.() ?? Promise.resolve([]);
    },
    close: () => {
      events.push('close');
      return behavior.close?.() ?? Promise.resolve();
    },
    exit: (code) => {
      events.push(`exit ${code}`);
      exited.resolve(code);
    },
  };
  return { service, events, log, exited: exited.promise };
};

const never = <Value>(): Promise<Value> => new Promise(() => undefined);

describe('A shutdown', () => {
  it('says first that it is not ready, takes no more requests after the drain, and ends with code 0', async () => {
    const { service, events } = noting();
    const stopping = shutDown(service, 30);
    expect(events).toEqual(['leave', 'rest']);
    await stopping;
    expect(events).toEqual(['leave', 'rest', 'close', 'exit 0']);
  });

  it('ends with code 0 and names what its dependencies kept from ending', async () => {
    const { service, log, exited } = noting({ rest: () => Promise.resolve(['order.view']) });
    await shutDown(service, 0);
    expect(await exited).toBe(0);
    expect(log).toContainEqual(expect.objectContaining({ level: 40, left: ['order.view'] }));
  });

  it.each<[string, Partial<Stoppable>, string]>([
    ['a connection that does not close', { close: never }, 'closing connections'],
    ['a part that does not end', { rest: never }, 'leaving groups and ending jobs'],
  ])('is forced, with code 1 and a line that says what hangs, by %s', async (_what, behavior, doing) => {
    const { service, log, exited } = noting(behavior);
    void shutDown(service, 0, 20);
    expect(await exited).toBe(1);
    expect(log).toContainEqual(expect.objectContaining({ level: 60, doing }));
  });

  it('ends with code 1 and the cause when closing fails', async () => {
    const { service, log, exited } = noting({ close: () => Promise.reject(new Error('no')) });
    await shutDown(service, 0);
    expect(await exited).toBe(1);
    expect(log).toContainEqual(expect.objectContaining({ level: 60, err: expect.anything() as unknown }));
  });
});
