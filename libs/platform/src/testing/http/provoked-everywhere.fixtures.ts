import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { holdAnswers, somebodyWaits } from '../idempotency.fixtures.ts';
import type { ServiceUnderTest } from '../service.fixtures.ts';
import type { Ask } from './ask.fixtures.ts';
import type { NamedOperation } from './open-api.fixtures.ts';
import type { Troubled } from './troubles.fixtures.ts';
import { withoutTables } from './troubles.fixtures.ts';

/** An operation, and how to ask it of a service or of one that is in trouble. */
export interface Occasion {
  readonly operation: NamedOperation;
  readonly sample: () => Promise<Ask>;
  readonly send: (asked: Ask) => Promise<Response>;
  readonly service: ServiceUnderTest;
  readonly troubles: Troubled;
}

type Provoke = (occasion: Occasion) => Promise<Response>;

const asking =
  (change: (asked: Ask, occasion: Occasion) => Ask): Provoke =>
  async (occasion) =>
    occasion.send(change(await occasion.sample(), occasion));

const LARGEST = 64 * 1_024;

/** By code: what brings about the problems of the platform, which are the same of every operation that has them. */
export const provokedEverywhere: Readonly<Record<string, Provoke>> = {
  BODY_UNREADABLE: asking((asked) => ({ ...asked, body: '{"half":' })),
  BODY_TOO_LARGE: asking((asked) => ({ ...asked, body: JSON.stringify({ text: 'x'.repeat(LARGEST) }) })),
  CONTENT_TYPE_UNSUPPORTED: asking((asked) => ({
    ...asked,
    body: 'text',
    headers: { ...asked.headers, 'content-type': 'text/plain' },
  })),
  INPUT_INVALID: asking(breakingARule),
  IDEMPOTENCY_KEY_INVALID: asking((asked) => ({ ...asked, key: null })),
  IDEMPOTENCY_KEY_REUSED: async ({ sample, send }) => {
    const { otherBody, ...asked } = { ...(await sample()), key: randomUUID() };
    if (otherBody === undefined) throw new Error('The sample has no other body, so no key can be used for another.');
    await send(asked);
    return send({ ...asked, body: otherBody });
  },
  REQUEST_IN_FLIGHT: async ({ sample, send, service }) => {
    const asked = { ...(await sample()), key: randomUUID() };
    const letGo = await holdAnswers(service);
    const first = send(asked);
    await somebodyWaits(service);
    const meanwhile = await send(asked);
    await letGo();
    await first;
    if (meanwhile.headers['retry-after'] === undefined) throw new Error('It does not say when to ask again.');
    return meanwhile;
  },
  OVERLOADED: asking((asked, { troubles }) => ({ ...asked, on: troubles.crowded })),
  DATABASE_UNAVAILABLE: asking((asked, { troubles }) => ({ ...asked, on: troubles.lonely })),
  INTERNAL_ERROR: async ({ sample, send, service }) => {
    const asked = await sample();
    return withoutTables(service, () => send(asked));
  },
};

/** Each of them is told apart from what is accepted by one thing alone. */
function breakingARule(asked: Ask, { operation: { operation } }: Occasion): Ask {
  if (typeof asked.body === 'object' && asked.body !== null)
    return { ...asked, body: { ...asked.body, nobodyKnowsThis: true } };
  const [parameter] = operation.parameters.filter((one) => one.in === 'path');
  return parameter === undefined
    ? { ...asked, query: { ...asked.query, nobodyKnowsThis: 'true' } }
    : { ...asked, params: { ...asked.params, [parameter.name]: '~' } };
}
